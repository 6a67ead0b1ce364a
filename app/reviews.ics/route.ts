import { kernel } from "@/lib/platform/app";
import { baseHeaders, problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { answerFeed } from "@/lib/reviews/feed";

export const dynamic = "force-dynamic";

/** Somebody's reviews for their calendar program, by the private address alone: no session is read. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const answer = await answerFeed(request, kernel());
    const headers = baseHeaders(requestId);
    answer.headers.forEach((value, name) => headers.set(name, value));
    return new Response(answer.body, { status: answer.status, headers });
  } catch (error) {
    return problem(error, requestId);
  }
}
