import type { EntryTitles } from "@/components/audit/entry-words";
import type { ReleaseView } from "@/lib/releases/page-model";

/** Titles of what entries of a release name by key. */
export function titlesOf({ stages, components, roles }: ReleaseView): EntryTitles {
  const gates = stages.flatMap((stage) => stage.gates);
  const requirements = gates.flatMap((gate) =>
    gate.requirements.flatMap(({ key, title }): [string, string][] =>
      key === null || title === null ? [] : [[`${gate.key}/${key}`, title]],
    ),
  );
  const asked = gates.flatMap(({ requirements: own, approval }) =>
    approval === null ? own : [...own, approval],
  );
  const people = [
    ...roles.flatMap((role) => role.people),
    ...asked.flatMap(({ votes, acknowledgements }) =>
      [...votes, ...acknowledgements].map(({ person }) => person),
    ),
  ];
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    stages: new Map(stages.map(({ key, title }) => [key, title])),
    gates: new Map(gates.map(({ key, title }) => [key, title])),
    requirements: new Map(requirements),
    components: new Map(components.map(({ key, title }) => [key, title])),
  };
}
