import type { Saying } from "@/components/gates/status";
import { rollbackSayings } from "@/components/rollbacks/rollback-words";
import type { RollbackState } from "@/lib/rollbacks/model";
import type { Health } from "@/lib/sharing/health-rules";
import type { SharedStatus, StatusBoard } from "@/lib/sharing/schemas";

/** A release as the status page and links draw it; `href`: only for people with an account. */
export interface ShownRelease {
  key: string;
  title: string;
  href: string | null;
  components: string[];
  health: Health;
  stage: { title: string; number: number; of: number } | null;
  exposurePercent: number;
  target: string | null;
  champion: string | null;
}

export interface ShownUpdate {
  text: string;
  by: string | null;
  at: string;
}

/** A rollback under way, or what went wrong and is over. */
export interface ShownIncident {
  key: string;
  title: string;
  href: string | null;
  what: string;
  saying: Saying;
  from: string;
  /** null: it goes on. */
  to: string | null;
  updates: ShownUpdate[];
}

export interface ShownBoard {
  groups: { key: string; title: string; releases: ShownRelease[] }[];
  underWay: ShownIncident[];
  /** Of the last days, the latest first. */
  past: ShownIncident[];
  hasMore: boolean;
}

type RollbackOf = Pick<
  StatusBoard["rollbacks"][number],
  "severity" | "state" | "breachedAt" | "proposedAt" | "endedAt"
>;

function rollbackShown(of: RollbackOf) {
  return {
    what: `Rollback, ${of.severity}`,
    saying: rollbackSayings[of.state as RollbackState] ?? rollbackSayings.proposed,
    from: of.breachedAt ?? of.proposedAt,
    to: of.endedAt,
  };
}

type BreachOf = Pick<StatusBoard["breaches"][number], "kind" | "openedAt" | "closedAt" | "closure">;

function breachShown({ kind, openedAt, closedAt, closure }: BreachOf) {
  const saying: Saying =
    closedAt === null
      ? { word: "Open", tone: "stop", shape: "triangle" }
      : { word: closure === "overridden" ? "Overridden" : "Over", tone: "idle", shape: "check-disc" };
  return {
    what: kind === "breach" ? "Breach of a criterion" : "No data for a criterion",
    saying,
    from: openedAt,
    to: closedAt,
    updates: [],
  };
}

const latestFirst = (a: ShownIncident, b: ShownIncident) => (a.from < b.from ? 1 : -1);

/** A board for people with an account: with ways to what it shows, by component. */
export function shownBoard(board: StatusBoard): ShownBoard {
  const incident = (one: StatusBoard["rollbacks"][number]): ShownIncident => ({
    key: one.id,
    title: one.release.title,
    href: `/rollbacks/${one.id}`,
    ...rollbackShown(one),
    updates: one.updates.map(({ text, by, at }) => ({ text, by: by.name, at })),
  });
  const breaches = board.breaches.map((one): ShownIncident => ({
    key: one.id,
    title: one.release.title,
    href: `/releases/${one.release.slug}/rollbacks`,
    ...breachShown(one),
    what: `${one.kind === "breach" ? "Breach" : "No data"}: ${one.criterion.replaceAll("-", " ")}`,
  }));
  const releases = board.releases.map((one) => ({
    key: one.slug,
    title: one.title,
    href: `/releases/${one.slug}`,
    components: one.components,
    health: one.health,
    stage: one.stage,
    exposurePercent: one.exposurePercent,
    target: one.target,
    champion: one.champion?.name ?? null,
  }));
  return {
    groups: board.components
      .map(({ key, title }) => ({
        key,
        title,
        releases: releases.filter(({ components }) => components.includes(key)),
      }))
      .filter((group) => group.releases.length > 0),
    underWay: board.rollbacks.map(incident),
    past: [...board.ended.map(incident), ...breaches].sort(latestFirst),
    hasMore: board.hasMore,
  };
}

/** The same of what a link shows: nothing leads anywhere. */
export function shownShared(shared: SharedStatus): ShownBoard {
  const incident = (one: SharedStatus["rollbacks"][number], index: number): ShownIncident => ({
    key: `rollback ${index} ${one.proposedAt}`,
    title: one.release,
    href: null,
    ...rollbackShown(one),
    updates: one.updates,
  });
  const releases = shared.releases.map(({ stages: _stages, ...one }, index) => ({
    ...one,
    key: `${index}`,
    href: null,
  }));
  const titles = [...new Set(releases.flatMap(({ components }) => components))].sort();
  const shown = shared.scope === "component" && shared.title !== null ? [shared.title] : titles;
  return {
    groups: shown
      .map((title) => ({
        key: title,
        title,
        releases: releases.filter(({ components }) => components.includes(title)),
      }))
      .filter((group) => group.releases.length > 0),
    underWay: shared.rollbacks.map(incident),
    past: [
      ...shared.ended.map(incident),
      ...shared.breaches.map((one, index): ShownIncident => ({
        key: `breach ${index} ${one.openedAt}`,
        title: one.release,
        href: null,
        ...breachShown(one),
      })),
    ].sort(latestFirst),
    hasMore: shared.hasMore,
  };
}
