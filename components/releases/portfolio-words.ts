import type { Saying } from "@/components/gates/status";
import { gateSayings, releaseSayings } from "@/components/gates/status";
import { goingBackSaying } from "@/components/rollbacks/rollback-words";
import type { Option } from "@/components/ui/field";
import type { ReleaseStatus } from "@/lib/gates/release-status";
import type { ReleaseSummary } from "@/lib/gates/summary";
import type { ListSort, ListState, ListStatus, ReleaseFilter } from "@/lib/releases/list-schemas";
import type { ReleaseState } from "@/lib/releases/model";

interface Judged {
  state: ReleaseState;
  status: ReleaseStatus | null;
  /** Said beside it, which leaves no room for counts. */
  onHold?: boolean;
  summary: Pick<ReleaseSummary, "stages" | "rollback">;
}

/** What a row says of a release: in flight what its gates come to, else its state. */
export function rowSaying({ state, status, onHold = false, summary }: Judged): Saying {
  if (summary.rollback !== undefined) return goingBackSaying(summary.rollback.state);
  if (state !== "active" || status === null) return releaseSayings[state];
  if (status === "ready") return { ...gateSayings.ready, word: "Ready to advance" };
  const gates = summary.stages.find((stage) => stage.status === "current")?.gates ?? [];
  const ready = gates.filter((gate) => ["ready", "passed", "skipped"].includes(gate.status)).length;
  const saying = gateSayings[status];
  return gates.length < 2 || onHold
    ? saying
    : { ...saying, word: `${saying.word} · ${ready} of ${gates.length} ready` };
}

/** What a calendar says of a release: held before all else. */
export function targetSaying({
  state,
  status,
  onHold,
}: {
  state: ReleaseState;
  status: ReleaseStatus | null;
  onHold: boolean;
}): Saying {
  if (onHold) return { word: "On hold", tone: "aged", shape: "pause" };
  return rowSaying({ state, status, summary: { stages: [] } });
}

export const stateOptions: readonly (Option & { value: ListState })[] = [
  { value: "in-flight", label: "In flight and draft" },
  { value: "active", label: "In flight" },
  { value: "draft", label: "Draft" },
  { value: "ended", label: "Ended" },
  { value: "completed", label: "Completed" },
  { value: "rolled-back", label: "Rolled back" },
  { value: "cancelled", label: "Cancelled" },
  { value: "any", label: "Any state" },
];

export const statusOptions: readonly (Option & { value: ListStatus })[] = [
  { value: "blocked", label: "Blocked" },
  { value: "stale", label: "Stale" },
  { value: "needs-work", label: "Needs work" },
  { value: "open", label: "Open" },
  { value: "ready", label: "Ready to advance" },
  { value: "on-hold", label: "On hold" },
];

export const sortOptions: readonly (Option & { value: ListSort })[] = [
  { value: "target", label: "By target" },
  { value: "changed", label: "Recently changed" },
  { value: "waiting", label: "Waiting longest" },
  { value: "title", label: "By title" },
  { value: "created", label: "Newest" },
];

/** The order of a list where its address names none: what is due in flight, what came last of the others. */
export function sortOf({ sort, state = "in-flight" }: ReleaseFilter): ListSort {
  if (sort !== undefined) return sort;
  return state === "in-flight" || state === "active" || state === "draft" ? "target" : "changed";
}

/** Conditions without those that a list has anyway, so that one view has one address. */
export function withoutDefaults({ state, sort, ...filter }: ReleaseFilter): ReleaseFilter {
  const isOwnSort = sort !== undefined && sort !== sortOf({ state });
  return {
    ...filter,
    ...(state !== undefined && state !== "in-flight" && { state }),
    ...(isOwnSort && { sort }),
  };
}

const names: Record<Exclude<keyof ReleaseFilter, "sort">, string> = {
  q: "Words",
  state: "State",
  status: "Status",
  team: "Team",
  component: "Component",
  template: "Template",
  champion: "Champion",
  waiting: "Waiting on",
  role: "Waiting in the role",
  targetFrom: "Target from",
  targetTo: "Target to",
  overdue: "Target",
};

export interface Condition {
  name: keyof ReleaseFilter;
  words: string;
}

/** Each condition in words, in the order of the address. */
export function conditionsInWords(filter: ReleaseFilter): Condition[] {
  return (Object.keys(names) as (keyof typeof names)[]).flatMap((name) => {
    const value = filter[name];
    if (value === undefined) return [];
    const options: readonly Option[] =
      name === "state" ? stateOptions : name === "status" ? statusOptions : [];
    const said = options.find((option) => option.value === value)?.label ?? value;
    const words = name === "overdue" ? "overdue" : name === "waiting" && value === "me" ? "you" : said;
    return [{ name, words: `${names[name]}: ${words}` }];
  });
}
