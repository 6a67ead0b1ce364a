import type { Holding } from "@/lib/policy/model";

/** A half-open range of validity; `ended` says why it stops at `to`. */
interface Span {
  from: number;
  to: number | null;
  ended: "time" | "revoked" | null;
}

export type Holder = { personId: string } | { teamId: string };

/** A row that gives a role on a release: an assignment, a rota shift, a dated stand-in. */
export type RoleGrant = Span & { id: string; role: string } & (Holder | { rotaId: string });
/** A row of a role's eligibility pool. */
export type PoolEntry = Omit<Span, "ended"> & { id: string; role: string } & Holder;
export type Membership = Omit<Span, "ended"> & { id: string; teamId: string; personId: string };

/** Somebody on shift of a rota for a time: by the version and the override that `grant` names. */
export interface RotaShift {
  rotaId: string;
  personId: string;
  from: number;
  to: number;
  grant: readonly string[];
}

export interface HoldingRows {
  /** null: no release, so the pool alone decides. */
  assignments: readonly RoleGrant[] | null;
  memberships: readonly Membership[];
  /** Of the rotas that are assigned; absent: none. */
  shifts?: readonly RotaShift[];
  pool: readonly PoolEntry[];
  /** `access`: when the person had an access level; absent: until they were disabled. */
  people: readonly {
    id: string;
    disabledAt: number | null;
    access?: readonly Omit<Span, "ended">[] | undefined;
  }[];
}

interface Reach extends Span {
  personId: string;
  role: string;
  grant: string[];
  scheduled?: true;
}

/**
 * Who holds which role when: while assigned (directly, through a team, or on shift of a rota) and in the role's pool, until disabled.
 * Only a grant that ran out ends by time; leaving a team or a pool, and being disabled, are revocations.
 */
export function holdingsOf(rows: HoldingRows): Holding[] {
  const members = groupBy(rows.memberships, (row) => row.teamId);
  const people = new Map(rows.people.map((person) => [person.id, person]));
  const pool = reaches(
    rows.pool.map((row) => ({ ...row, ended: "revoked" as const })),
    { members, shifts: new Map() },
  );
  const shifts = groupBy(rows.shifts ?? [], (row) => row.rotaId);
  const held =
    rows.assignments === null ? pool : intersectByRole(reaches(rows.assignments, { members, shifts }), pool);
  return held
    .flatMap((reach) => whileEnabled(reach, people.get(reach.personId)))
    .map(toHolding)
    .sort(byRolePersonTime);
}

/**
 * The holding by which an act at `at` still counts at `now`, or null. A revoked holding counts on where another one of the same
 * role took over before it ended or at that instant: the person was then never without the role.
 * @param holdings those of one person in one role
 */
export function standingHolding(holdings: readonly Holding[], at: number, now: number): Holding | null {
  for (const holding of holdings) {
    if (!covers(holding, at)) continue;
    if (stands(holding, holdings, now)) return holding;
  }
  return null;
}

/** A moment, or the latest at which somebody got or lost a role where a clock that went back puts it behind that. Epoch ms. */
export function notBefore(holdings: readonly Holding[], now: number): number {
  const recorded = holdings.flatMap(({ from, to, ended, scheduled }) => [
    ...(scheduled === true ? [] : [from]),
    ...(ended === "revoked" && to !== null ? [to] : []),
  ]);
  return recorded.reduce((latest, at) => Math.max(latest, at), now);
}

/** Whether a half-open range covers an instant. */
export function covers(span: { from: number; to: number | null }, at: number): boolean {
  return span.from <= at && (span.to === null || at < span.to);
}

function stands(holding: Holding, all: readonly Holding[], now: number): boolean {
  const end = holding.to;
  if (end === null || end > now) return true;
  if (holding.ended === "time") return true;
  return all.some((next) => covers(next, end) && stands(next, all, now));
}

interface Reachable {
  members: ReadonlyMap<string, readonly Membership[]>;
  shifts: ReadonlyMap<string, readonly RotaShift[]>;
}

function reaches(rows: readonly RoleGrant[], { members, shifts }: Reachable): Reach[] {
  return rows.flatMap((row) => {
    const own = {
      role: row.role,
      from: row.from,
      to: row.to,
      ended: row.to === null ? null : (row.ended ?? "revoked"),
    };
    if ("personId" in row) return [{ ...own, personId: row.personId, grant: [row.id] }];
    if ("rotaId" in row)
      return (shifts.get(row.rotaId) ?? []).flatMap(({ personId, from, to, grant }): Reach[] => {
        const span = intersect(own, { from, to, ended: "time" });
        if (span === null) return [];
        return [{ ...span, role: row.role, personId, grant: [row.id, ...grant], scheduled: true }];
      });
    return (members.get(row.teamId) ?? []).flatMap((member) => {
      const span = intersect(own, { from: member.from, to: member.to, ended: "revoked" });
      return span === null
        ? []
        : [{ ...span, role: row.role, personId: member.personId, grant: [row.id, member.id] }];
    });
  });
}

function intersectByRole(assigned: readonly Reach[], pool: readonly Reach[]): Reach[] {
  const eligible = groupBy(pool, (reach) => `${reach.role}\n${reach.personId}`);
  return assigned.flatMap((reach) =>
    (eligible.get(`${reach.role}\n${reach.personId}`) ?? []).flatMap((entry) => {
      const span = intersect(reach, entry);
      return span === null ? [] : [{ ...reach, ...span, grant: [...reach.grant, ...entry.grant] }];
    }),
  );
}

/** The common part of two ranges; where both end at once, revocation is the stronger reason. */
function intersect(a: Span, b: Span): Span | null {
  const from = Math.max(a.from, b.from);
  const first = endOf(a) <= endOf(b) ? a : b;
  if (first.to !== null && first.to <= from) return null;
  const together = endOf(a) === endOf(b) && first.to !== null;
  const ended = together && (a.ended === "revoked" || b.ended === "revoked") ? "revoked" : first.ended;
  return { from, to: first.to, ended };
}

/** Being disabled is a revocation: who is enabled again begins anew. */
function whileEnabled(reach: Reach, person: HoldingRows["people"][number] | undefined): Reach[] {
  const spans = person?.access ?? [{ from: Number.NEGATIVE_INFINITY, to: person?.disabledAt ?? null }];
  return spans.flatMap((span) => {
    const common = intersect(reach, { ...span, ended: span.to === null ? null : "revoked" });
    return common === null ? [] : [{ ...reach, ...common }];
  });
}

function toHolding(reach: Reach): Holding {
  return {
    personId: reach.personId,
    role: reach.role,
    from: reach.from,
    to: reach.to,
    ended: reach.to === null ? null : reach.ended,
    grant: reach.grant,
    ...(reach.scheduled === true && { scheduled: true }),
  };
}

function endOf(span: Span): number {
  return span.to ?? Number.POSITIVE_INFINITY;
}

function byRolePersonTime(a: Holding, b: Holding): number {
  return (
    compare(a.role, b.role) ||
    compare(a.personId, b.personId) ||
    a.from - b.from ||
    compare(a.grant.join(), b.grant.join())
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
