import type { ShareScope } from "./model";
import type { SharedStatus, StatusBoard, StatusRollback } from "./schemas";

/** What of a board a link shows, field by field: what is added to boards later is not shared by that. */
export function sharedOf(
  board: StatusBoard,
  link: { scope: ShareScope; title: string | null; names: boolean; expiresAt: string },
): SharedStatus {
  const { names } = link;
  const nameOf = (person: { name: string } | null) => (names && person !== null ? person.name : null);
  const titles = new Map(board.components.map(({ key, title }) => [key, title]));
  const rollback = (one: StatusRollback): SharedStatus["rollbacks"][number] => ({
    release: one.release.title,
    severity: one.severity,
    state: one.state,
    breachedAt: one.breachedAt,
    proposedAt: one.proposedAt,
    decidedAt: one.decidedAt,
    executedAt: one.executedAt,
    stableAt: one.stableAt,
    endedAt: one.endedAt,
    updates: one.updates.map(({ text, by, at }) => ({ text, by: nameOf(by), at })),
  });
  return {
    scope: link.scope,
    title: link.title,
    asOf: board.asOf,
    expiresAt: link.expiresAt,
    names,
    releases: board.releases.map((one) => ({
      title: one.title,
      components: one.components.flatMap((key) => titles.get(key) ?? []),
      health: one.health,
      stage: one.stage,
      stages: one.stages.map(({ title, status }) => ({ title, status })),
      exposurePercent: one.exposurePercent,
      target: one.target,
      champion: nameOf(one.champion),
    })),
    hasMore: board.hasMore,
    rollbacks: board.rollbacks.map(rollback),
    ended: board.ended.map(rollback),
    breaches: board.breaches.map(({ release, kind, severity, openedAt, closedAt, closure }) => ({
      release: release.title,
      kind,
      severity,
      openedAt,
      closedAt,
      closure,
    })),
  };
}
