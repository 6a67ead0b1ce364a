import type { Replayed, Said } from "./replayed";

const timeOf = ({ at }: Said): number => Date.parse(at);
const plain = { subject: "", detail: "", valueMs: null };

/**
 * What a release of the rolling or drilled template, with its one criterion, comes to in exposure, rollbacks and drills: read off its
 * entries alone.
 */
export function replayedCourse(
  entries: readonly Said[],
  { template, component }: { template: string; component: string },
): Replayed[] {
  return [
    ...exposed(entries, { template, component }),
    ...entries
      .filter(({ type, subjects }) => type === "rollback.proposed" && (subjects["drill"] ?? null) === null)
      .flatMap((proposed) => goneBack(entries, proposed, component)),
    ...entries.filter(({ type }) => type === "drill.ended").flatMap(drilled),
  ];
}

function exposed(
  entries: readonly Said[],
  { template, component }: { template: string; component: string },
): Replayed[] {
  const first = entries.find(({ type, after }) => type === "exposure.confirmed" && Number(after) > 0);
  if (first === undefined) return [];
  const at = timeOf(first);
  const criterion = { ...plain, at, subject: `${template}/latency` };
  const fired = entries.some(({ type, payload }) => type === "breach.opened" && payload["kind"] === "breach");
  return [
    { ...plain, measure: "exposed", at },
    { ...plain, measure: "component-exposed", subject: component, at },
    { ...criterion, measure: "criterion-watched" },
    ...(fired ? [{ ...criterion, measure: "criterion-fired" }] : []),
  ];
}

function goneBack(entries: readonly Said[], proposed: Said, component: string): Replayed[] {
  const own = entries.filter(({ subjects }) => subjects["rollback"] === proposed.subjects["rollback"]);
  const when = (...types: string[]): number | null => {
    const found = own.find(({ type }) => types.includes(type));
    return found === undefined ? null : timeOf(found);
  };
  const breach = entries.find(
    ({ type, subjects, at }) =>
      type === "breach.opened" &&
      subjects["criterion"] === proposed.payload["criterion"] &&
      at <= proposed.at,
  );
  const since = breach === undefined ? null : Date.parse(String(breach.payload["since"]));
  const back = when("rollback.authorised");
  const decided = back ?? when("rollback.declined");
  const executed = when("rollback.executed");
  const phase = (measure: string, from: number | null, to: number | null): Replayed[] =>
    from === null || to === null ? [] : [{ ...plain, measure, at: to, valueMs: to - from }];
  return [
    ...(back === null
      ? []
      : [
          { ...plain, measure: "rollback", subject: String(proposed.payload["severity"]), at: back },
          { ...plain, measure: "component-rollback", subject: component, at: back },
        ]),
    ...phase("detect", since, timeOf(proposed)),
    ...phase("decide", timeOf(proposed), decided),
    ...phase("execute", decided, executed),
    ...phase("recover", executed, when("rollback.stable")),
  ];
}

function drilled({ after, payload, ...entry }: Said): Replayed[] {
  const at = Date.parse(entry.at);
  const gaps = (payload["result"] as { gaps: { kind: string }[] } | null)?.gaps ?? [];
  return [
    { ...plain, measure: "drill", subject: after ?? "", at },
    ...[...new Set(gaps.map(({ kind }) => kind))].map((kind) => ({
      ...plain,
      measure: "drill-gap",
      subject: kind,
      at,
    })),
  ];
}
