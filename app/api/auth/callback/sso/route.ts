import { type Finished, finishAtProvider } from "@/lib/identity/provider-flow";
import { kernel } from "@/lib/platform/app";
import { notFound } from "@/lib/platform/errors";
import { problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { assertOwnHost, site } from "@/lib/platform/site";

/** Where the provider sends people back to. What it answers counts only in the browser that began, once. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const settings = site().provider;
    if (settings === undefined) throw notFound("such address");
    assertOwnHost(request);
    const answer = await finishAtProvider(kernel(), { settings, request, requestId });
    const headers = new Headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    headers.set("location", locationOf(answer));
    for (const cookie of answer.cookies) headers.append("set-cookie", cookie);
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return problem(error, requestId);
  }
}

function locationOf(answer: Finished): string {
  const { flow } = answer;
  const isLink = flow.purpose === "link";
  if (answer.kind === "refused" && flow.purpose === "confirm") return `/confirmed?error=${answer.fault}`;
  if (answer.kind === "refused" && isLink) return `/settings/account?error=${answer.fault}`;
  if (answer.kind === "refused")
    return `/sign-in?error=${answer.fault}&next=${encodeURIComponent(flow.next)}`;
  if (answer.kind === "confirmed") return "/confirmed";
  return answer.kind === "linked" ? "/settings/account?done=linked" : flow.next;
}
