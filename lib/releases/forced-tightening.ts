import type { RightsRow } from "@/lib/policy/model";
import { rightsDifference, type RightsRowChange } from "@/lib/policy/rights-difference";

/** A release in flight, with the version of the organisation's rights that it keeps. */
export interface RunningRelease {
  id: string;
  slug: string;
  /** Whether whoever asks sees it; the others are moved alike, and not told of. */
  isSeen: boolean;
  template: { id: string; key: string; version: number };
  rights: { id: string; version: number; digest: string; rows: RightsRow[] };
}

export interface ForcedMove {
  release: RunningRelease;
  changes: RightsRowChange[];
}

/**
 * Which running releases a table of rights is forced on. Each is judged by the version that it keeps, which may be another than the
 * one in force: where that would be loosened it stays, since only those whose quorum it is could agree.
 */
export function forcedOn(
  running: readonly RunningRelease[],
  to: { id: string | null; rows: readonly RightsRow[] },
): { moves: ForcedMove[]; stays: ForcedMove[] } {
  const known = new Map<string, RightsRowChange[]>();
  const all = running
    .filter(({ rights }) => rights.id !== to.id)
    .map((release) => {
      const changes = known.get(release.rights.id) ?? rightsDifference(release.rights.rows, to.rows).changes;
      known.set(release.rights.id, changes);
      return { release, changes };
    });
  const loosens = ({ changes }: ForcedMove) => changes.some((each) => each.loosens);
  return { moves: all.filter((each) => !loosens(each)), stays: all.filter(loosens) };
}

/** Of what is forced, what whoever asks may know. */
export function shownForced({ moves, stays }: ReturnType<typeof forcedOn>): {
  moved: string[];
  stay: { release: string; rightsVersion: number; loosens: string[] }[];
} {
  const seen = (all: readonly ForcedMove[]) => all.filter(({ release }) => release.isSeen);
  return {
    moved: seen(moves).map(({ release }) => release.slug),
    stay: seen(stays).map(({ release: { slug, rights }, changes }) => ({
      release: slug,
      rightsVersion: rights.version,
      loosens: changes.filter((each) => each.loosens).map(({ words }) => words),
    })),
  };
}
