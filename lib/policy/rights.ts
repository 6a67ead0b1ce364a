import type { Decision, RightsRow, Severity } from "@/lib/policy/model";

export interface Rights {
  organisation: readonly RightsRow[];
  template: readonly RightsRow[];
}

/** What a decision is about; a row's condition on something that is not given does not hold. */
export interface RightsContext {
  stage?: string | undefined;
  /** Percent. */
  exposure?: number | undefined;
  /** Of the component, or of each component concerned: a row holds if it names one of them. */
  tier?: number | readonly number[] | undefined;
  severity?: Severity | undefined;
  loosening?: boolean | undefined;
  irreversible?: boolean | undefined;
}

export interface SourcedRow {
  source: "organisation" | "template";
  row: RightsRow;
}

/** The rows that speak about a decision in a context, the organisation's first. */
export function rowsThatHold({
  rights,
  decision,
  context,
}: {
  rights: Rights;
  decision: Decision;
  context: RightsContext;
}): SourcedRow[] {
  const pick = (source: SourcedRow["source"]): SourcedRow[] =>
    rights[source]
      .filter((row) => row.decision === decision && holds(row, context))
      .map((row) => ({ source, row }));
  return [...pick("organisation"), ...pick("template")];
}

/** The roles named in rows, each once. */
export function rolesIn(rows: readonly SourcedRow[]): string[] {
  return [...new Set(rows.flatMap(({ row }) => row.slots.flatMap((slot) => slot.roles)))];
}

function holds(row: RightsRow, context: RightsContext): boolean {
  const tiers =
    context.tier === undefined ? [] : typeof context.tier === "number" ? [context.tier] : context.tier;
  if (row.stage !== undefined && (context.stage === undefined || !row.stage.includes(context.stage)))
    return false;
  if (
    row.severity !== undefined &&
    (context.severity === undefined || !row.severity.includes(context.severity))
  )
    return false;
  if (
    row.exposureAbove !== undefined &&
    !(context.exposure !== undefined && context.exposure > row.exposureAbove)
  )
    return false;
  const wanted = row.tier;
  if (wanted !== undefined && !tiers.some((tier) => wanted.includes(tier))) return false;
  if (row.loosening !== undefined && row.loosening !== (context.loosening ?? false)) return false;
  return row.irreversible === undefined || row.irreversible === (context.irreversible ?? false);
}
