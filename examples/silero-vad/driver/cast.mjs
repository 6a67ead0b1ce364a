// Who plays which part. Nobody is named here: the sample workspace has its own
// people, and the template says which roles it asks for.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exampleFolder } from "../lib/manifest.mjs";
import { fail } from "./transcript.mjs";

/** Kinds of artifacts that differ between the two candidates; they are the author's work. */
const changedKinds = ["code", "data-schema"];

/** The running demo: its address, its people, and of those an admin and a champion. */
export function readDemo() {
  const file = resolve(exampleFolder, process.env.COUNTERSIGN_DEMO_FILE ?? "../../.data/demo.json");
  const { url, people } = read(file);
  return {
    url: process.env.COUNTERSIGN_URL ?? url,
    people,
    admin: people.find(({ access }) => access === "admin") ?? fail("no admin in demo.json"),
    champion: holdersOf(people, "release-champion")[0] ?? fail("no champion in demo.json"),
  };
}

/** @returns {{url: string, people: import("./api.mjs").Person[]}} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return fail(`${error.message}. Start Countersign first: npm run demo`);
  }
}

export const holdersOf = (people, role) => people.filter(({ roles }) => roles.includes(role));

/** Every gate of a template before a stage, each with the key of its own. */
export const gatesBefore = (template, stageKey) =>
  template.stages
    .slice(
      0,
      template.stages.findIndex(({ key }) => key === stageKey),
    )
    .flatMap((stage) => stage.gates.map((gate) => ({ ...gate, stage: stage.key })));

/** Names of the checks that gates ask for. */
export const checksOf = (gates) =>
  gates
    .flatMap(({ requirements }) => requirements)
    .filter(({ kind }) => kind === "check")
    .map(({ check }) => check);

/** Items that people sign and that cover what the adapter's author changed. */
const itemsOnChange = (gates) =>
  gates.flatMap((gate) =>
    gate.requirements
      .filter(
        ({ kind, dependsOn, slots }) =>
          kind === "item" &&
          (dependsOn ?? changedKinds).some((part) => changedKinds.includes(part)) &&
          !slots.some(({ allowAuthor }) => allowAuthor),
      )
      .map((requirement) => ({ gate: gate.key, stage: gate.stage, requirement })),
  );

/**
 * The adapter's author: somebody who would have to sign for it, if it were not
 * their own work, and whose every role another person holds as well.
 */
export function castAuthor(people, champion, gates) {
  const othersHold = (person) =>
    person.roles.every((role) =>
      holdersOf(people, role).some((other) => other !== person && other !== champion),
    );
  for (const { gate, stage, requirement } of itemsOnChange(gates))
    for (const role of requirement.slots.flatMap(({ roles }) => roles)) {
      const author = holdersOf(people, role).find(
        (person) => person !== champion && othersHold(person),
      );
      if (author) return { author, role, gate, stage, requirement: requirement.key };
    }
  return fail("nobody can be the adapter's author and leave another to sign for it");
}

/** Everyone in the roles that the template asks for; the champion alone is champion. */
export const rolesFor = (template, people, champion) =>
  Object.fromEntries(
    template.roles.map((role) => [
      role,
      role === "release-champion"
        ? [champion.email]
        : holdersOf(people, role).map(({ email }) => email),
    ]),
  );
