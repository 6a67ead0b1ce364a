import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import { roleWords } from "@/lib/policy/role-words";
import type { Template } from "@/lib/releases/template-parse";
import { deedOf, voteWords } from "./entry-deeds";
import type { EntryDocument, ExportedGrant, ReleaseHead } from "./export-schemas";
import { policiesIn } from "./policies-in";
import { h, type Html } from "./report-html";
import type { Contents } from "./verify-contents";
import type { ArchivedEntry } from "./verify-entries";
import { placeIn } from "./verify-rights";

/** What a report is written from: the archive alone. */
export interface Reported {
  head: ReleaseHead;
  entries: readonly ArchivedEntry[];
  contents: Contents;
}

/** Entries with the words for what they say. */
export interface Telling {
  head: ReleaseHead;
  /** The release's own, in their order. */
  own: ArchivedEntry[];
  /** Those outside it that its decisions rest on. */
  others: ArchivedEntry[];
  documents: ReadonlyMap<string, unknown>;
  template: Template | null;
  who: (entry: ArchivedEntry) => string;
  person: (id: string | null) => string;
  /** An opened commitment; null: there is none, or it was erased. */
  text: (seq: number, path: string) => string | null;
  /** Whether an entry committed to a text that is not opened here. */
  isErased: (entry: ArchivedEntry, path: string) => boolean;
  right: (entry: ArchivedEntry) => Html;
  place: (document: EntryDocument) => string | null;
}

export function tellingOf({ head, entries, contents }: Reported): Telling {
  const own = new Set(head.entries);
  const texts = new Map(contents.openings.map(({ seq, path, value }) => [`${seq} ${path}`, value]));
  const text = (seq: number, path: string) => texts.get(`${seq} ${path}`) ?? null;
  const people = peopleIn(entries, text);
  const person = (id: string | null) =>
    id === null ? "nobody" : (people.get(id) ?? `somebody not named here (${id.slice(-8)})`);
  const grants = new Map(contents.grants.map((grant) => [grant.id, grant]));
  const mine = entries.filter(({ seq }) => own.has(seq));
  const policies = policiesIn(entries, contents.documents);
  const template = policies.template(mine.at(-1)?.document.policy["template"] ?? lastPolicy(mine));
  return {
    head,
    own: mine,
    others: entries.filter(({ seq }) => !own.has(seq)),
    documents: contents.documents,
    template,
    text,
    person,
    isErased: ({ seq, document }, path) =>
      document.commitments[path] !== undefined && text(seq, path) === null,
    who: ({ document: { actor } }) => whoOf(actor, person),
    right: ({ document }) => rightOf(document, grants),
    place: ({ subjects }) => placeOf(template, subjects),
  };
}

function lastPolicy(own: readonly ArchivedEntry[]): string {
  return (
    own.findLast(({ document }) => typeof document.policy["template"] === "string")?.document.policy[
      "template"
    ] ?? ""
  );
}

function peopleIn(entries: readonly ArchivedEntry[], text: Telling["text"]): Map<string, string> {
  return new Map(
    entries.flatMap(({ seq, document: { actor } }): [string, string][] => {
      const said = actor.id === null ? null : text(seq, "actor");
      return said === null || actor.id === null ? [] : [[actor.id, said.replace(/ <[^<>]*>$/, "")]];
    }),
  );
}

function whoOf(actor: EntryDocument["actor"], person: Telling["person"]): string {
  if (actor.kind === "system") return actor.job === "worker" ? "Countersign" : (actor.job ?? "Countersign");
  return actor.kind === "machine" ? `A machine (${(actor.id ?? "").slice(-8)})` : person(actor.id);
}

const grantWords: Record<ExportedGrant["kind"], string> = {
  assignment: "assigned",
  pool: "in the pool",
  membership: "in the team",
  delegation: "by delegation",
  rota: "on the rota",
  shift: "on shift",
  token: "by token",
};

/** By which rule, and by which entries the role was given. */
function rightOf({ by }: EntryDocument, grants: ReadonlyMap<string, ExportedGrant>): Html {
  const given = by.grant.flatMap((id) => grants.get(id) ?? []);
  const words = given.map(
    ({ kind, entry }, n) =>
      h`${n === 0 ? "" : ", "}${grantWords[kind]} ${entry === null ? "" : h`<span class="entry">(${ref(entry)})</span>`}`,
  );
  return h`${by.rule.replaceAll("-", " ")}${given.length === 0 ? "" : ": "}${words}`;
}

/** The number of an entry, leading to its line. */
export const ref = (seq: number): Html => h`<a class="entry" href="#e${seq}">entry ${seq}</a>`;

function placeOf(template: Template | null, subjects: EntryDocument["subjects"]): string | null {
  const { gate = null, requirement = null, stage = null } = subjects;
  if (gate === null) return stage;
  const place = template === null ? null : placeIn(template, { gate, requirement });
  const title = place?.gate.title ?? gate;
  return requirement === null
    ? `${title}: approval of the gate`
    : `${title}: ${place?.requirement?.title ?? requirement.replaceAll("-", " ")}`;
}

/** What an entry says happened, in a few words. */
export function whatOf({ document }: ArchivedEntry): string {
  const { type, payload, subjects, before, after } = document;
  if (type === "vote.cast") return voteWords(String(payload["vote"]));
  if (type === "check.reported")
    return `reported the check “${String(payload["name"])}” as ${String(payload["status"])}`;
  if (type.startsWith("decision."))
    return `${deedOf(type)}: ${decisionWords(subjects["decision"] as Decision)}`;
  if (type.startsWith("stage.") || type.startsWith("exposure."))
    return before === null || after === null ? deedOf(type) : `${deedOf(type)}: ${before} → ${after}`;
  if (type === "review.concluded" || type === "drill.ended") return `${deedOf(type)}: ${after ?? ""}`;
  return deedOf(type);
}

/** A time as everybody reads it alike. */
export const timeOf = (at: string): Html =>
  h`<time class="time" datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 19)} UTC</time>`;

export const roleOf = (role: string | null) => (role === null || role === "" ? "–" : roleWords(role));

export const digestHtml = (digest: string | null): Html =>
  digest === null ? h`–` : h`<code>${digest}</code>`;

/** A text of an object; null: it has none of that name. */
export function textIn(value: unknown, name: string): string | null {
  const found: unknown = Reflect.get(Object(value) as object, name);
  return typeof found === "string" ? found : null;
}
