import type { SigningOn } from "@/components/gates/before-signing";
import type { ReleaseView } from "@/lib/releases/page-model";

/** What of a release whoever signs on it is shown, by its slug. */
export function signingOf({
  slug,
  concerns,
  stages,
  roles,
}: Pick<ReleaseView, "slug" | "concerns" | "stages" | "roles">): Record<string, SigningOn> {
  const open = concerns.filter(({ answer }) => answer === null);
  const ahead = stages.slice(stages.findIndex(({ status }) => status === "current") + 1);
  const people = new Map(
    roles.flatMap((role) => role.people).map(({ email, name }) => [email, { name, email }]),
  );
  return {
    [slug]: {
      people: [...people.values()],
      concerns: open.map(({ id, text, by, at }) => ({ id, text, by: by.name, at })),
      ahead: ahead.map(({ key, title }) => ({ key, title })),
    },
  };
}
