import type { EventKind } from "./model";

interface Entry {
  type: string;
  subjects: Readonly<Record<string, string | null>>;
}

interface Event {
  kind: EventKind;
  /** Id of the rollback, drill, use of break-glass or release. */
  event: string;
  /** Of the rollback that it is about, or that a drill rehearsed. */
  rollback: string | null;
}

/** What tells of the course of things; who signed what belongs to a release's own timeline. */
const told =
  /^(?:breach|rollback|rollback-target|exposure|hold|stage|break-glass|drill|release|candidate|requirement\.waived|veto|freeze)\b/;
/** Steps between that say nothing by themselves. */
const between =
  /\.(?:attempt-claimed|attempt-begun|step-begun|step-carried-out|claimed|acknowledged|migrated|tightened)$/;

/**
 * Whether an entry stands in the timeline where nobody chose: a drill's own alone, and of what really happened nothing that was only
 * rehearsed.
 */
export function isChosen({ type, subjects }: Entry, { kind, event, rollback }: Event): boolean {
  if (!told.test(type) || between.test(type)) return false;
  const drill = subjects["drill"] ?? null;
  if (kind !== "drill") return drill === null;
  return drill === event || (rollback !== null && subjects["rollback"] === rollback);
}
