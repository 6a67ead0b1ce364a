import type { OpenConcern } from "@/lib/gates/page-model";
import type { ReleaseView } from "@/lib/releases/page-model";

/** What of a release's concerns whoever signs is shown, by its slug. */
export function openConcernsOf({
  slug,
  concerns,
}: Pick<ReleaseView, "slug" | "concerns">): Record<string, OpenConcern[]> {
  const open = concerns.filter(({ answer }) => answer === null);
  return open.length === 0
    ? {}
    : { [slug]: open.map(({ id, text, by, at }) => ({ id, text, by: by.name, at })) };
}
