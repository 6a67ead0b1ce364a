import { decisionWords } from "./decision-words";
import { type Decision, type RightsRow, stoppingDecisions } from "./model";
import { organisationDecisions, releaseDecisions } from "./rights-schema";
import type { SourcedRow } from "./rights";
import { conditionWords, slotWords } from "./row-words";

/** What a decision is about, in the order in which people look for it. */
const groups = [
  { key: "releases", title: "Releases", prefixes: ["release.", "role.", "candidate.", "plan.", "criteria."] },
  {
    key: "gates",
    title: "Gates and stages",
    prefixes: ["requirement.", "needs-work.", "gate.", "veto.", "stage."],
  },
  {
    key: "stopping",
    title: "Stopping, exposure and going on",
    prefixes: ["hold.", "exposure.", "freeze.", "breach."],
  },
  {
    key: "rollbacks",
    title: "Rollbacks and drills",
    prefixes: ["rollback.", "post-mortem.", "rollback-plan.", "drill."],
  },
  {
    key: "organisation",
    title: "The organisation",
    prefixes: ["component.", "template.", "pool.", "rights.", "escalation.", "review.", "break-glass."],
  },
] as const;

/** A row as its readers need it. */
export interface RightsLine {
  slots: { roles: string[]; count: number; words: string }[];
  /** null: always. */
  when: string | null;
  /** Whose table says it. */
  source: SourcedRow["source"];
}

/** Everything that a table says of one decision. */
export interface RightsEntry {
  decision: Decision;
  title: string;
  lines: RightsLine[];
  /** Of several lines that hold: whether each is asked, or any suffices, as for stopping. */
  joint: "each" | "any";
}

export interface RightsInWords {
  groups: { key: string; title: string; entries: RightsEntry[] }[];
  /** Decisions that no row names: nobody's, unless a template gives them for its own releases. */
  nobody: { decision: Decision; title: string; byTemplate: boolean }[];
}

/**
 * A table of decision rights as people read it: by what is decided, with what it leaves to nobody.
 * @param template rows of a template, which hold beside the organisation's on its releases
 */
export function rightsInWords(
  organisation: readonly RightsRow[],
  template: readonly RightsRow[] = [],
): RightsInWords {
  const rows = [...organisation, ...template];
  const entries = [...new Set(rows.map(({ decision }) => decision))].map((decision): RightsEntry => {
    const own = rows.filter((row) => row.decision === decision);
    return {
      decision,
      title: decisionWords(decision),
      lines: own.map((row) => ({
        slots: row.slots.map((slot) => ({ roles: slot.roles, count: slot.count, words: slotWords(slot) })),
        when: conditionWords(row),
        source: template.includes(row) ? "template" : "organisation",
      })),
      joint: stoppingDecisions.includes(decision) ? "any" : "each",
    };
  });
  const named = new Set(entries.map(({ decision }) => decision));
  const asked = [...new Set([...organisationDecisions, ...releaseDecisions])];
  return {
    groups: groups
      .map(({ key, title, prefixes }) => ({
        key,
        title,
        entries: entries.filter(({ decision }) => prefixes.some((prefix) => decision.startsWith(prefix))),
      }))
      .filter(({ entries }) => entries.length > 0),
    nobody: asked
      .filter((decision) => !named.has(decision))
      .map((decision) => ({
        decision,
        title: decisionWords(decision),
        byTemplate: releaseDecisions.includes(decision),
      })),
  };
}
