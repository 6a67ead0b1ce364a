import { expect, it } from "vitest";
import { deedAlone, deedOf, voteWords } from "@/lib/audit/entry-deeds";
import { entryKinds, releaseKindNames } from "@/lib/audit/entry-kinds";
import type { EntryView } from "@/lib/audit/schemas";
import { voteKinds } from "@/lib/gates/model";
import { entryWords } from "./entry-words";

const titles = {
  stages: new Map<string, string>(),
  gates: new Map<string, string>(),
  requirements: new Map<string, string>(),
  components: new Map<string, string>(),
  people: new Map<string, string>(),
};
const said = (type: string, payload: Record<string, unknown> = {}) =>
  entryWords({ type, payload, subjects: {}, before: null, after: null } as unknown as EntryView, titles).what;

/** Said with more than the type alone, by each in its own way. */
const apart = new Set([
  "vote.cast",
  "check.reported",
  "reminder.sent",
  "review.concluded",
  "criterion.judged",
  "exposure.attempt-ended",
]);
const documents = /^(plan|criteria|rollback-plan)\./;

it("an exported report says of each kind of entry what the timeline says", () => {
  const types = releaseKindNames.flatMap((kind) => [...entryKinds[kind].types] as string[]);
  const same = types.filter((type) => !apart.has(type) && !documents.test(type));
  expect(same.length).toBeGreaterThan(60);
  for (const type of same) expect({ type, what: deedOf(type) }).toEqual({ type, what: said(type) });
  for (const vote of voteKinds)
    expect({ vote, what: voteWords(vote) }).toEqual({ vote, what: said("vote.cast", { vote }) });
});

it("a list without more than the type has words for every kind of entry, rather than the type", () => {
  const types = Object.values(entryKinds).flatMap((kind) => [...kind.types] as string[]);
  const unsaid = types.filter((type) => deedAlone(type) === type.replaceAll(/[.-]/g, " "));
  expect(unsaid).toEqual([]);
});
