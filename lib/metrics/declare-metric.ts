import { command } from "@/lib/platform/command";
import { durationMs } from "@/lib/platform/durations";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { prometheusServers } from "@/lib/platform/prometheus-env";
import type { Verdict } from "@/lib/policy/model";
import { requirePerson } from "@/lib/releases/rules";
import { metricDeclared } from "./events";
import { MetricBody } from "./schemas";

/** Declares what is measured, for good: another unit or direction would change what agreed criteria mean. */
export const declareMetric = command({
  name: "metric.declare",
  input: MetricBody,
  scope: "metrics",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { name }) => tx.metric.findUnique({ where: { name } }),
  allow: (actor): Verdict =>
    actor.kind === "person"
      ? { allowed: true, rule: "member", role: null, grant: [] }
      : { allowed: false, rule: "people-only", reason: "Metrics are declared by people.", whoMay: [] },
  run: async ({ tx, input, facts: known, actor, now }) => {
    const { name, unit, better, kind, source, promql } = input;
    if (known !== null)
      throw new AppError(
        "already-exists",
        `The metric ${name} is declared already, as ${known.kind} in ${known.unit}, ${known.better} is better.`,
        { faults: [{ path: "/name", message: "is taken", expected: "a name that is free" }] },
      );
    const servers = prometheusServers().map((each) => each.name);
    if (promql !== undefined && !servers.includes(promql.server))
      throw fieldError(
        "/promql/server",
        "is no server that the operator has named in COUNTERSIGN_PROMETHEUS",
        servers.length === 0 ? "one of them, and none is named" : `one of ${servers.join(", ")}`,
      );
    const id = newId();
    const declaredBy = requirePerson(actor).id;
    await tx.metric.create({ data: { id, name, unit, better, kind, declaredBy, at: now } });
    if (promql !== undefined) {
      const { server, interval, canary, baseline } = promql;
      const queries = { canary, ...(baseline !== undefined && { baseline }) };
      await tx.promqlSource.create({
        data: { metric: name, server, intervalMs: durationMs(interval), queries },
      });
    }
    return {
      value: {
        name,
        unit,
        better,
        kind,
        source,
        promql: promql === undefined ? null : { ...promql, state: { readTo: null, error: null } },
        at: now.toISOString(),
      },
      entries: [metricDeclared(id, { name, unit, better, kind, ...(promql !== undefined && { promql }) })],
    };
  },
});
