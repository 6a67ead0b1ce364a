import { isDatabaseReady } from "@/lib/platform/app";

export const dynamic = "force-dynamic";

/** The process can serve: the database answers. */
export async function GET(): Promise<Response> {
  const ready = await isDatabaseReady();
  return new Response(ready ? "ready\n" : "the database does not answer\n", {
    status: ready ? 200 : 503,
    headers: { "content-type": "text/plain", "cache-control": "no-store" },
  });
}
