import type { Authority } from "./authority";

/** Titles of what entries of a release name by key, as its template has them now; names of people by id. */
export function entryTitles({ template, people }: Pick<Authority, "template" | "people">) {
  const { stages } = template.parsed;
  const gates = stages.flatMap((stage) => stage.gates);
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    stages: new Map(stages.map(({ key, title }) => [key, title])),
    gates: new Map(gates.map(({ key, title }) => [key, title])),
    requirements: new Map(
      gates.flatMap((gate) =>
        gate.requirements.flatMap(({ key, title }): [string, string][] =>
          title === undefined ? [] : [[`${gate.key}/${key}`, title]],
        ),
      ),
    ),
    components: new Map<string, string>(),
  };
}
