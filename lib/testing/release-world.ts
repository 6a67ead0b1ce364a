import { createMachineToken } from "@/lib/identity/create-machine-token";
import { registerMachine } from "@/lib/identity/register-machine";
import { type TestAnswer, testApi, type TestRequest } from "./api";
import { rightsFor, templateDocument } from "./release-documents";
import { makeWorld, manifestOf } from "./world";

export type ReleaseWorld = Awaited<ReturnType<typeof makeReleaseWorld>>;

/** A problem as a refusal answers it. */
export interface Problem {
  code: string;
  detail: string;
  field?: string;
  errors?: { path: string; message: string }[];
  whoMay?: { name: string; email: string }[];
  blockers?: { code: string; message: string }[];
}

/** An entry as stored, read back from its bytes. */
export interface Entry {
  type: string;
  actor: { kind: string; id: string | null };
  by: { rule: string; role: string | null; grant: string[] };
  subjects: Record<string, string | null>;
  before: string | null;
  after: string | null;
  payload: Record<string, unknown>;
  commitments: Record<string, string>;
}

/**
 * People, roles, the table of rights, two components and a template, and a caller for each of them. `keeper` keeps the catalogue,
 * `champ` is the champion, `lead` and `sec` hold technical-lead and security, `outsider` holds nothing.
 */
export async function makeReleaseWorld(url: string) {
  const world = await makeWorld(url);
  const api = testApi(world.kernel);
  const admin = await world.person("admin", "admin");
  for (const name of ["keeper", "champ", "champ2", "lead", "sec", "outsider"]) await world.person(name);
  await world.team("speech", [{ name: "lead", lead: true }, { name: "champ" }]);
  await world.team("guards", [{ name: "sec", lead: true }]);
  await world.role("keepers", ["keeper"]);
  await world.role("release-champion", ["champ", "champ2"]);
  await world.role("technical-lead", ["team:speech"]);
  await world.role("security", ["team:guards"]);
  const kept = ["component.register", "template.publish", "rights.change", "pool.change"] as const;
  await world.rights([...rightsFor("keepers", kept), ...rightsFor("release-champion", ["release.create"])]);
  const tokens = new Map<string, string>();
  for (const name of ["admin", "keeper", "champ", "champ2", "lead", "sec", "outsider"])
    tokens.set(name, await world.tokenOf(name));

  const send = (by: string, method: string, path: string, body?: unknown, options: TestRequest = {}) =>
    api.request(method, path, { token: tokens.get(by) ?? by, body, ...options });

  /** The answer where it is a success; otherwise the test stops here. */
  async function ok<T>(by: string, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await send(by, method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.as<T>();
  }

  const register = (component: string, parts: Record<string, string>, by = "lead") =>
    ok<{ digest: string }>(by, "POST", `/components/${component}/bundles`, manifestOf(component, parts));

  async function machine(key: string, scopes: string[]): Promise<string> {
    const call = world.call(admin);
    await registerMachine.execute(world.kernel, { key, title: key, owner: "speech" }, call);
    const made = await createMachineToken.execute(world.kernel, { machine: key, name: "test", scopes }, call);
    return made.token;
  }

  async function entries(): Promise<Entry[]> {
    const found = await world.kernel.db.pool.query<{ bytes: Buffer }>(
      "SELECT bytes FROM ledger_entries ORDER BY ordinal",
    );
    return found.rows.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as Entry);
  }

  /** Everything that a refused request must leave as it was. */
  async function fingerprint(): Promise<string> {
    const tables = [
      "ledger_entries",
      "components",
      "component_versions",
      "live_digests",
      "bundles",
      "bundle_registrations",
      "bundle_replays",
      "bundle_verifications",
      "bundle_provenance",
      "template_versions",
      "releases",
      "release_versions",
      "release_components",
      "release_documents",
      "role_assignments",
      "candidates",
      "holds",
      "freeze_windows",
      "freeze_overrides",
      "release_viewers",
      "release_moves",
      "stage_passages",
      "votes",
      "vote_closures",
      "waivers",
      "pending_decisions",
      "pending_votes",
      "pending_waits",
      "reminders",
      "concerns",
      "concern_answers",
      "review_series",
      "review_series_ends",
      "reviews",
      "review_changes",
      "review_attendance",
      "review_minutes",
      "review_showings",
      "review_notes",
      "review_item_times",
      "review_outcomes",
      "calendar_addresses",
      "share_links",
      "share_link_ends",
      "obligations",
      "obligation_closures",
      "break_glass_uses",
      "delegations",
      "delegation_revocations",
      "rotas",
      "rota_versions",
      "rota_overrides",
      "escalation_versions",
      "working_hours",
    ];
    const counts = tables.map(
      (table) =>
        `SELECT '${table}' AS name, count(*)::int AS n, md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS hash FROM ${table} t`,
    );
    // So many tables are read side by side, and come in any order.
    const found = await world.kernel.db.pool.query(`${counts.join(" UNION ALL ")} ORDER BY name`);
    return JSON.stringify(found.rows);
  }

  /** A refusal, with the check that nothing was written. */
  async function refused(
    by: string,
    method: string,
    path: string,
    body?: unknown,
    options: TestRequest = {},
  ): Promise<{ status: number } & Problem> {
    const before = await fingerprint();
    const answer: TestAnswer = await send(by, method, path, body, options);
    if (answer.status < 400)
      throw new Error(`${method} ${path} was not refused: ${JSON.stringify(answer.body)}`);
    if ((await fingerprint()) !== before)
      throw new Error(`${method} ${path} was refused and yet wrote something`);
    return { ...answer.as<Problem>(), status: answer.status };
  }

  await ok("keeper", "POST", "/components", {
    key: "silero-vad",
    title: "Silero VAD",
    kind: "model",
    tier: 2,
    owner: "speech",
  });
  await ok("keeper", "POST", "/components", {
    key: "gateway",
    title: "Gateway",
    kind: "service",
    owner: "guards",
    dependsOn: ["silero-vad"],
  });
  await ok("keeper", "POST", "/templates", templateDocument);

  return { ...world, api, send, ok, register, machine, entries, refused, tokens };
}
