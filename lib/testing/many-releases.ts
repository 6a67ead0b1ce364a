import type pg from "pg";
import type { ReleaseStatus } from "@/lib/gates/release-status";
import type { ReleaseSummary } from "@/lib/gates/summary";
import { newId } from "@/lib/platform/ids";
import type { Party } from "@/lib/policy/model";
import type { ReleaseState } from "@/lib/releases/model";
import { analyze } from "./analyze";

export interface ManyAsked {
  count: number;
  /** How many of them are draft or active; the others ended. */
  inFlight: number;
  /** How many only their champion sees. */
  restricted?: number;
  now?: Date;
}

interface Drawn {
  id: string;
  slug: string;
  title: string;
  state: ReleaseState;
  status: ReleaseStatus | null;
  stage: string | null;
  exposure: number;
  target: string | null;
  createdAt: Date;
  changedAt: Date;
  waitingSince: Date | null;
  waitingPeople: string[];
  waitingRoles: string[];
  onHold: boolean;
  restricted: boolean;
  champion: string;
  component: string;
  summary: ReleaseSummary;
}

const dayMs = 86_400_000;
const things =
  "fraud-scoring search-ranking reply-drafts churn-forecast image-tagging price-advice speech-to-text route-planning".split(
    " ",
  );
const changes = [
  "with device signals",
  "on fresh data",
  "smaller and faster",
  "for three new markets",
  "after the review",
];
const stages = ["build", "validate", "stage", "canary", "production"];
const statuses: readonly ReleaseStatus[] = ["open", "open", "blocked", "needs-work", "ready", "stale"];
const ends: readonly ReleaseState[] = [
  "completed",
  "completed",
  "completed",
  "completed",
  "rolled-back",
  "cancelled",
];

/**
 * Many releases with what lists keep of them, written by statements in a second or two: for measuring pages and plans. Needs an
 * organisation with people, a team and a template. They have no documents or votes; nothing of them is due.
 */
export async function makeManyReleases(pool: pg.Pool, asked: ManyAsked): Promise<void> {
  const now = asked.now ?? new Date();
  const { people, team, template } = await organisation(pool);
  const components = await makeComponents(pool, { team, now });
  const drawn = Array.from({ length: asked.count }, (_, index) =>
    draw(index, { asked, now, people, components }),
  );
  for (let from = 0; from < drawn.length; from += 2000)
    await write(pool, drawn.slice(from, from + 2000), { template, now });
  await analyze(pool, [
    "releases",
    "release_versions",
    "release_projections",
    "release_components",
    "role_assignments",
    "holds",
  ]);
}

async function organisation(pool: pg.Pool): Promise<{ people: Party[]; team: string; template: string }> {
  const people = await pool.query<Party>("SELECT id, name, email FROM people ORDER BY email LIMIT 40");
  const teams = await pool.query<{ id: string }>("SELECT id FROM teams ORDER BY key LIMIT 1");
  const templates = await pool.query<{ id: string }>(
    "SELECT id FROM template_versions ORDER BY published_at LIMIT 1",
  );
  const [team, template] = [teams.rows[0]?.id, templates.rows[0]?.id];
  if (people.rows.length === 0 || team === undefined || template === undefined)
    throw new Error("many releases need an organisation with people, a team and a template");
  return { people: people.rows, team, template };
}

async function makeComponents(pool: pg.Pool, { team, now }: { team: string; now: Date }): Promise<string[]> {
  const ids = things.map(() => newId());
  const keys = things.map((thing) => `many-${thing}`);
  await pool.query(
    "INSERT INTO components (id, key, created_at) SELECT i, k, $3 FROM unnest($1::uuid[], $2::text[]) AS u (i, k) ON CONFLICT (key) DO NOTHING",
    [ids, keys, now],
  );
  await pool.query(
    `INSERT INTO component_versions (id, component_id, title, kind, tier, owner_team_id, depends_on, valid_from)
     SELECT c.id, c.id, c.key, 'model', 2, $2, '{}', $3 FROM components c
     WHERE c.key = ANY($1) AND NOT EXISTS (SELECT FROM component_versions v WHERE v.component_id = c.id)`,
    [keys, team, now],
  );
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM components WHERE key = ANY($1) ORDER BY key",
    [keys],
  );
  return rows.map(({ id }) => id);
}

interface Drawing {
  asked: ManyAsked;
  now: Date;
  people: readonly Party[];
  components: readonly string[];
}

/** A number that looks like chance, the same for the same index and salt. */
function mixed(index: number, salt: number): number {
  const spread = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  return (Math.imul(spread ^ (spread >>> 15), 0x2c1b3c6d) >>> 3) & 0xffffff;
}

/** The same for the same number: a measurement can be repeated. */
function draw(index: number, { asked, now, people, components }: Drawing): Drawn {
  const pick = <T>(items: readonly T[], salt: number): T => items[mixed(index, salt) % items.length] as T;
  const isInFlight = index < asked.inFlight;
  const state = isInFlight ? (index % 4 === 3 ? "draft" : "active") : pick(ends, 7);
  const status = state === "active" ? pick(statuses, 5) : null;
  const at = state === "draft" ? -1 : isInFlight ? pick([0, 1, 2, 3], 3) : stages.length - 1;
  const people2 = state === "active" && status !== "ready" ? [pick(people, 11), pick(people, 13)] : [];
  const waiting = [...new Map(people2.map((person) => [person.id, person])).values()];
  const ageDays = isInFlight ? index % 40 : 40 + (index % 900);
  const changedAt = new Date(now.getTime() - ageDays * dayMs - index * 1000);
  const thing = pick(things, 1);
  return {
    id: newId(),
    slug: `many-${thing}-${index}`,
    title: `${thing.replaceAll("-", " ")} ${index}, ${pick(changes, 3)}`,
    state,
    status,
    stage: at < 0 ? null : (stages[at] ?? null),
    exposure: at === 3 ? 10 : 0,
    target:
      index % 9 === 0
        ? null
        : new Date(now.getTime() + ((index % 60) - 15 - (isInFlight ? 0 : ageDays)) * dayMs)
            .toISOString()
            .slice(0, 10),
    createdAt: new Date(changedAt.getTime() - 20 * dayMs),
    changedAt,
    waitingSince: waiting.length === 0 ? null : changedAt,
    waitingPeople: waiting.map(({ id }) => id),
    waitingRoles: waiting.length === 0 ? [] : [pick(["technical-lead", "product", "security"], 3)],
    onHold: isInFlight && index % 17 === 0,
    restricted: index < (asked.restricted ?? 0),
    champion: pick(people, 3).id,
    component: pick(components, 1),
    summary: summaryOf({ at, status, isEnded: !isInFlight, waiting }),
  };
}

function summaryOf({
  at,
  status,
  isEnded,
  waiting,
}: {
  at: number;
  status: ReleaseStatus | null;
  isEnded: boolean;
  waiting: Party[];
}): ReleaseSummary {
  const statusAt = (index: number) =>
    isEnded || index < at ? "passed" : index === at ? "current" : "upcoming";
  const gateStatus = { passed: "passed", current: status ?? "open", upcoming: "upcoming" } as const;
  return {
    stages: stages.map((key, index) => ({
      key,
      title: key,
      status: statusAt(index),
      gates: ["first", "second"].map((gate) => ({
        key: `${key}-${gate}`,
        title: `${gate} gate of ${key}`,
        status: gateStatus[statusAt(index)],
        drift: statusAt(index) === "passed" ? "none" : null,
      })),
    })),
    blockers:
      waiting.length === 0
        ? []
        : [
            {
              gate: `${stages[at] ?? ""}-first`,
              requirement: "reviewed",
              code: "slots-open",
              message: "waits for 2 approvals",
              canBeClearedBy: waiting,
            },
          ],
    onHold: false,
    waiting: Object.fromEntries(waiting.map(({ id }) => [id, 1])),
  };
}

async function write(
  pool: pg.Pool,
  rows: readonly Drawn[],
  { template, now }: { template: string; now: Date },
): Promise<void> {
  const given = JSON.stringify(
    rows.map((row) => ({ ...row, version: newId(), assignment: newId(), link: newId(), hold: newId() })),
  );
  const from = `FROM jsonb_to_recordset($1::jsonb) AS d (id uuid, slug text, title text, state text, status text, stage text, exposure int, target date, "createdAt" timestamptz,
    "changedAt" timestamptz, "waitingSince" timestamptz, "waitingPeople" uuid[], "waitingRoles" text[], "onHold" boolean, restricted boolean, champion uuid, component uuid,
    summary jsonb, version uuid, assignment uuid, link uuid, hold uuid)`;
  const statements = [
    [
      `INSERT INTO releases (id, slug, title, template_version_id, restricted, created_by, created_at, started_at)
      SELECT id, slug, title, $2::uuid, restricted, champion, "createdAt", CASE WHEN state = 'draft' THEN NULL ELSE "createdAt" END ${from}`,
      template,
    ],
    [
      `INSERT INTO release_versions (id, release_id, state, stage_key, exposure_percent, target_date, valid_from)
      SELECT version, id, state, stage, exposure, target, "createdAt" ${from}`,
    ],
    [`INSERT INTO release_components (id, release_id, component_id) SELECT link, id, component ${from}`],
    [
      `INSERT INTO role_assignments (id, release_id, role_key, person_id, valid_from)
      SELECT assignment, id, 'release-champion', champion, "createdAt" ${from}`,
    ],
    [
      `INSERT INTO holds (id, release_id, reason, placed_by, valid_from)
      SELECT hold, id, 'Waits for the review.', champion, "changedAt" ${from} WHERE "onHold"`,
    ],
    [
      `INSERT INTO release_projections (release_id, restricted, search, state, target_date, on_hold, created_at, changed_at, summary, status, waiting_people, waiting_roles, waiting_since, computed_at)
      SELECT id, restricted, lower(title) || ' ' || slug, state, target, "onHold", "createdAt", "changedAt", summary, status, "waitingPeople", "waitingRoles", "waitingSince", $2::timestamptz ${from}`,
      now,
    ],
  ] as const;
  for (const [statement, ...more] of statements) await pool.query(statement, [given, ...more]);
}
