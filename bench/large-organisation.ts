import { createHash } from "node:crypto";
import type pg from "pg";
import { digestOf } from "@/lib/bundles/digest";
import { newId } from "@/lib/platform/ids";
import type { Slot } from "@/lib/policy/model";
import { organisationDecisions, releaseDecisions } from "@/lib/policy/rights-schema";
import { analyze } from "@/lib/testing/analyze";
import { type Dice, dice } from "@/lib/testing/search/random";

interface Size {
  people: number;
  teams: number;
  roles: number;
  releases: number;
}

const templates = 8;
const rolesOfTemplate = 15;
const stages = ["build", "validate", "stage", "canary", "production"];
const kinds = ["model-weights", "code", "dataset", "data-schema", "evaluation-report", "configuration"];
const planParts = [
  "objective",
  "user-impact",
  "performance",
  "risk",
  "impact-analysis",
  "rollout",
  "alternatives",
];

type Row = Record<string, unknown>;

/** An organisation and its releases in flight, written by statements: the same for the same size. The first person is there already. */
export async function makeLargeOrganisation(pool: pg.Pool, size: Size): Promise<void> {
  const draw = dice(7);
  const at = new Date("2026-01-05T09:00:00Z").toISOString();
  const insert = async (table: string, rows: readonly Row[]): Promise<void> => {
    const columns = Object.keys(rows[0] ?? {})
      .map((name) => `"${name}"`)
      .join(", ");
    for (let from = 0; from < rows.length; from += 2_000)
      await pool.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [JSON.stringify(rows.slice(from, from + 2_000))],
      );
  };
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));

  const people = many(size.people, (n) => ({
    id: newId(),
    email: `p${n}@example.org`,
    name: `Person ${n}`,
    created_at: at,
  }));
  const teams = many(size.teams, (n) => ({
    id: newId(),
    key: `team-${n}`,
    title: `Team ${n}`,
    created_at: at,
  }));
  const roles = many(size.roles, (n) => ({
    key: n === 0 ? "release-champion" : `role-${n}`,
    title: `Role ${n}`,
    created_at: at,
  }));
  const members = people.map(({ id }, n) => ({
    id: newId(),
    team_id: teams[n % size.teams]?.id,
    person_id: id,
    lead: n < size.teams,
    source: "hand",
    valid_from: at,
  }));
  // Three teams for each role; a few roles rest on one person.
  const pools = roles.map(({ key }, n) => {
    const inPool = many(3, () => draw.one(teams).id);
    const reached = members
      .filter(({ team_id: team }) => inPool.includes(team ?? ""))
      .map((each) => each.person_id);
    return { key, teams: inPool, people: n % 20 === 19 ? reached.slice(0, 1) : reached };
  });
  await insert("people", people);
  await insert(
    "access_levels",
    people.map(({ id }) => ({ id: newId(), person_id: id, level: "member", valid_from: at })),
  );
  await insert("teams", teams);
  await insert("team_members", members);
  await insert("roles", roles);
  await insert(
    "pool_entries",
    pools.flatMap((each): Row[] =>
      each.people.length === 1
        ? [{ id: newId(), role_key: each.key, person_id: each.people[0], team_id: null, valid_from: at }]
        : [...new Set(each.teams)].map((team) => ({
            id: newId(),
            role_key: each.key,
            person_id: null,
            team_id: team,
            valid_from: at,
          })),
    ),
  );

  const keys = roles.map(({ key }) => key);
  const row = (decision: string, from: readonly string[]) => ({
    decision,
    slots: slotsFrom(draw, from, decision),
  });
  const table = { rights: organisationDecisions.map((decision) => row(decision, keys)) };
  const rights = { id: newId(), version: 1, document: table, digest: digestOf(table), valid_from: at };
  await insert("rights_versions", [rights]);
  const publisher = people[0]?.id ?? "";
  const published = many(templates, (n) => {
    const own = [
      "release-champion",
      ...many(rolesOfTemplate, (index) => keys[1 + ((n * 7 + index) % (size.roles - 1))] ?? ""),
    ];
    const document = templateDocument(draw, `template-${n}`, own);
    return {
      roles: own,
      row: {
        id: newId(),
        key: document.key,
        version: 1,
        title: document.title,
        source: JSON.stringify(document),
        media_type: "application/json",
        document,
        digest: digestOf(document),
        published_by: publisher,
        published_at: at,
      },
    };
  });
  await insert(
    "template_versions",
    published.map((each) => each.row),
  );

  const releases = many(size.releases, (n) => ({
    id: newId(),
    component: newId(),
    of: draw.one(published),
    author: draw.one(people).id,
    n,
  }));
  await insert(
    "components",
    releases.map(({ component, n }) => ({ id: component, key: `component-${n}`, created_at: at })),
  );
  await insert(
    "component_versions",
    releases.map(({ component, n }) => ({
      id: newId(),
      component_id: component,
      title: `Component ${n}`,
      kind: "model",
      tier: 1 + (n % 3),
      owner_team_id: draw.one(teams).id,
      depends_on: [],
      valid_from: at,
    })),
  );
  const bundles = releases.map(({ component, n }) => {
    const parts = Object.fromEntries(kinds.map((kind) => [kind, digestOf({ kind, n })]));
    const manifest = JSON.stringify({ parts, n });
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    return { digest, component_id: component, manifest, parts };
  });
  await insert("bundles", bundles);
  await insert(
    "bundle_registrations",
    bundles.map(({ digest }) => ({
      id: newId(),
      digest,
      person_id: publisher,
      authors: many(3, () => draw.one(people).id),
      unknown_authors: [],
      at,
    })),
  );
  await insert(
    "releases",
    releases.map(({ id, of, author, n }) => ({
      id,
      slug: `release-${n}`,
      title: `Release ${n}`,
      template_version_id: of.row.id,
      rights_version_id: rights.id,
      restricted: false,
      created_by: author,
      created_at: at,
      started_at: at,
    })),
  );
  const stageAt = (n: number) => n % stages.length;
  await insert(
    "release_versions",
    releases.map(({ id, n }) => ({
      id: newId(),
      release_id: id,
      state: "active",
      stage_key: stages[stageAt(n)],
      exposure_percent: 0,
      valid_from: at,
    })),
  );
  await insert(
    "release_components",
    releases.map(({ id, component }) => ({
      id: newId(),
      release_id: id,
      component_id: component,
      pinned_at: at,
    })),
  );
  await insert(
    "candidates",
    releases.map(({ id, component, author }, n) => ({
      id: newId(),
      release_id: id,
      component_id: component,
      digest: bundles[n]?.digest,
      set_by: author,
      valid_from: at,
    })),
  );
  await insert(
    "release_documents",
    releases.flatMap(({ id, author }) =>
      (["plan", "criteria", "rollback-plan"] as const).map((kind) => {
        const parts = Object.fromEntries(
          (kind === "plan" ? planParts : [kind]).map((part) => [part, digestOf({ part, id })]),
        );
        return {
          id: newId(),
          release_id: id,
          kind,
          version: 1,
          document: {},
          digest: digestOf(parts),
          parts,
          author,
          valid_from: at,
        };
      }),
    ),
  );
  await insert(
    "stage_passages",
    releases.flatMap(({ id, author, n }) =>
      stages.slice(0, stageAt(n)).map((stage, index) => ({
        id: newId(),
        order: n * stages.length + index + 1,
        release_id: id,
        stage_key: stage,
        kind: "passed",
        gates: {},
        by: author,
        at,
      })),
    ),
  );
  // One to five people of the pool, in one of six a whole team.
  await insert(
    "role_assignments",
    releases.flatMap(({ id, of }) =>
      of.roles.flatMap((role): Row[] => {
        const pooled = pools.find(({ key }) => key === role);
        const given = { release_id: id, role_key: role, valid_from: at };
        if (draw.below(6) === 0 && pooled !== undefined && pooled.people.length > 1)
          return [{ id: newId(), ...given, person_id: null, team_id: draw.one(pooled.teams) }];
        const chosen = new Set(many(1 + draw.below(5), () => draw.one(pooled?.people ?? [])));
        return [...chosen].map((person) => ({ id: newId(), ...given, person_id: person, team_id: null }));
      }),
    ),
  );
  await analyze(pool);
}

function slotsFrom(draw: Dice, roles: readonly string[], decision: string): Slot[] {
  const slot = (): Slot => ({
    roles: [...new Set([draw.one(roles), draw.one(roles)])],
    count: 1,
    ...(draw.chance(0.5) && { allowAuthor: true }),
  });
  const isOne = [
    "hold.place",
    "exposure.pause",
    "rollback.propose",
    "gate.veto",
    "rollback.authorise",
  ].includes(decision);
  return isOne || draw.chance(0.7) ? [slot()] : [slot(), slot()];
}

function templateDocument(draw: Dice, key: string, roles: string[]) {
  const slots = () => slotsFrom(draw, roles, "requirement.sign");
  const gate = (stage: string, n: number) => ({
    key: `${stage}-${n}`,
    title: `Gate ${n} of ${stage}`,
    objective: "One thing is verified.",
    requirements: [
      ...Array.from({ length: 4 }, (_, index) => ({
        key: `item-${index}`,
        kind: "item",
        title: `Item ${index}`,
        slots: slots(),
        dependsOn: [draw.one(kinds), draw.one(planParts)],
      })),
      { key: "told", kind: "acknowledgement", roles: [...new Set([draw.one(roles), draw.one(roles)])] },
    ],
    approval: { slots: slots() },
  });
  return {
    key,
    title: key,
    roles: [...new Set(roles)],
    stages: stages.map((stage) => ({ key: stage, title: stage, gates: [1, 2].map((n) => gate(stage, n)) })),
    rights: releaseDecisions.map((decision) => ({ decision, slots: slotsFrom(draw, roles, decision) })),
  };
}
