import type { SigningOn } from "@/components/gates/before-signing";
import type { ReleaseView } from "@/lib/releases/page-model";

/** What of a release whoever signs on it is shown, by its slug. */
export function signingOf({
  slug,
  concerns,
  stages,
}: Pick<ReleaseView, "slug" | "concerns" | "stages">): Record<string, SigningOn> {
  const open = concerns.filter(({ answer }) => answer === null);
  const ahead = stages.slice(stages.findIndex(({ status }) => status === "current") + 1);
  return {
    [slug]: {
      concerns: open.map(({ id, text, by, at }) => ({ id, text, by: by.name, at })),
      ahead: ahead.map(({ key, title }) => ({ key, title })),
    },
  };
}
