import type { Measure } from "./model";
import type { HealthQuery } from "./schemas";

interface Opened {
  measure: Measure;
  subject?: string | undefined;
  detail?: string | undefined;
  cursor?: string | undefined;
}

function withQuery(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

export function healthHref(query: HealthQuery): string {
  return withQuery("/insights", query);
}

export function healthCsvHref(query: HealthQuery): string {
  return withQuery("/api/v1/insights/process-health.csv", query);
}

/** The single values behind a figure. */
export function valuesHref(query: HealthQuery, { measure, subject, detail, cursor }: Opened): string {
  return withQuery("/insights/values", { measure, subject, detail, ...query, cursor });
}

export function valuesCsvHref(query: HealthQuery, { measure, subject, detail }: Opened): string {
  return withQuery("/api/v1/insights/process-health/values.csv", { measure, subject, detail, ...query });
}

export function unintendedHref({ team }: Pick<HealthQuery, "team">): string {
  return withQuery("/api/v1/insights/unintended-dependencies", { team });
}

export function unintendedCsvHref({ team }: Pick<HealthQuery, "team">): string {
  return withQuery("/api/v1/insights/unintended-dependencies.csv", { team });
}

interface WaitingAt {
  role?: string | undefined;
  gate?: string | undefined;
}

/** What waits now, one by one. The months stay in the address, to go back to the same figures. */
export function waitingHref(
  query: HealthQuery,
  { role, gate, cursor }: WaitingAt & { cursor?: string | undefined },
): string {
  return withQuery("/insights/waiting", { role, gate, ...query, cursor });
}

export function waitingCsvHref(
  { team, template }: Pick<HealthQuery, "team" | "template">,
  { role, gate }: WaitingAt,
): string {
  return withQuery("/api/v1/insights/process-health/waiting.csv", { role, gate, team, template });
}
