import { kernel } from "@/lib/platform/app";
import { readBody } from "@/lib/platform/body";
import { baseHeaders, problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { assertOwnHost, site } from "@/lib/platform/site";
import { callbackLimit, endByCallback } from "@/lib/rollbacks/step-callback";

/** How an attempt went, by the webhook that accepted it (www.standardwebhooks.com). */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ attempt: string }> },
): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    assertOwnHost(request);
    const { attempt } = await params;
    const { bytes: body } = await readBody(request, {
      consumes: ["application/json"],
      bodyLimit: callbackLimit,
      raw: true,
      encoding: "identity",
    });
    const { headers } = request;
    const { secret } = site();
    const ended = await endByCallback(kernel(), { attempt, headers, body, secret, requestId });
    return Response.json(ended, { headers: baseHeaders(requestId) });
  } catch (error) {
    return problem(error, requestId);
  }
}
