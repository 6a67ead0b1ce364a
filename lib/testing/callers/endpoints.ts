import type { CallerName } from "./callers";
import type { CommandCase } from "./commands";
import type { Stage } from "./stage";

export interface EndpointCase {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The command's case whose callers may, and how it ends for them; or who may. */
  as?: string;
  may?: readonly CallerName[];
  /** How it ends for those who may, where that is neither done nor as its command ends. */
  ends?: string;
  /** Status for those who may; 200 where the case names no command. */
  status?: number;
}

const people = [
  "member",
  "champion",
  "engineer",
  "reviewer",
  "security",
  "lead",
  "auditor",
  "admin",
  "delegate",
  "delegate whose time is over",
  "revoked delegate",
] as const;
/** Whoever has an account or a machine's token with the scope read. */
const readers: readonly CallerName[] = [...people, "machine"];
const everybody: readonly CallerName[] = [
  ...readers,
  "nobody",
  "disabled",
  "revoked token",
  "expired token",
  "wrong scope",
];
const nothing = "01890a5d-ac96-774b-bcce-b302099a8057";
const at = (name: string) => `${name}@example.org`;

/** Every endpoint with a request that those succeed with who may. An endpoint that is not here fails the test. */
export function endpointCases(s: Stage, commands: Record<string, CommandCase>): Record<string, EndpointCase> {
  const open = `/releases/${s.open.slug}`;
  const gate = `${open}/gates/${s.open.gate}`;
  const component = `/components/${s.open.component}`;
  const reads = (path: string, may = readers): EndpointCase => ({ path, may });
  /** The body is the command's input without what the address says. */
  const does = (as: string, path: string, without: string[] = []): EndpointCase => {
    const body = Object.fromEntries(
      Object.entries(commands[as]?.input ?? {}).filter(([name]) => !without.includes(name)),
    );
    return { path, as, body };
  };
  const back = `/releases/${s.goingBack.slug}`;
  const rollback = `/rollbacks/${s.goingBack.rollback}`;
  const step = `${rollback}/steps/stop`;
  const learned = `/post-mortems/${s.learning.draft}`;
  const rehearsed = `/releases/${s.rehearsing.slug}`;
  const bundle = `${component}/bundles/${s.open.candidate}`;
  const replayable = `${component}/bundles/${s.replayable}`;
  return {
    "GET /openapi.json": reads("/openapi.json", everybody),
    "GET /setup": reads("/setup", everybody),
    "POST /setup": { ...does("open the workspace", "/setup"), may: everybody },
    "GET /me": reads("/me", [...readers, "wrong scope"]),
    "GET /me/sessions": reads("/me/sessions", people),
    "DELETE /me/sessions": { path: "/me/sessions", as: "end all of one's sessions", may: people },
    "DELETE /me/sessions/{id}": {
      path: `/me/sessions/${nothing}`,
      as: "end a session that is not there",
      may: people,
    },
    "GET /me/identities": reads("/me/identities", people),
    "DELETE /me/identities/{id}": {
      path: `/me/identities/${nothing}`,
      as: "unlink what is not there",
      may: people,
    },
    "POST /me/confirmations": {
      path: "/me/confirmations",
      as: "confirm that one signs",
      body: { password: "what it is not", act: `sha256:${"0".repeat(64)}` },
      may: people,
    },

    "GET /search": reads("/search?q=a"),

    "GET /people/{email}/sessions": reads(`/people/${at("mia")}/sessions`, ["member", "admin"]),
    "DELETE /people/{email}/sessions": {
      path: `/people/${at("mia")}/sessions`,
      as: "end all of one's sessions",
    },
    "GET /people/{email}/identities": reads(`/people/${at("mia")}/identities`, ["member", "admin"]),
    "DELETE /people/{email}/identities/{id}": {
      path: `/people/${at("mia")}/identities/${s.identity}`,
      as: "unlink an identity",
    },
    "GET /people/{email}/failed-confirmations": reads(`/people/${at("mia")}/failed-confirmations`, [
      "member",
      "admin",
    ]),
    "GET /people": reads("/people"),
    "POST /people": does("create a person", "/people"),
    "GET /people/{email}": reads(`/people/${at("mia")}`),
    "GET /people/{email}/consequences": reads(`/people/${at("cy")}/consequences?of=disable`),
    "GET /people/{email}/roles": reads(`/people/${at("cy")}/roles`),
    "POST /people/{email}/disable": does("disable a person", `/people/${at("cy")}/disable`, ["person"]),
    "GET /people/{email}/erasure": reads(`/people/${at("cy")}/erasure`, ["admin"]),
    "POST /people/{email}/erase": does("erase a person", `/people/${at("cy")}/erase`, ["person"]),
    "POST /people/{email}/enable": does("enable a person", `/people/${at("dan")}/enable`, ["person"]),
    "GET /people/{email}/access": reads(`/people/${at("mia")}/access`),
    "PUT /people/{email}/access": does("set an access level", `/people/${at("mia")}/access`, ["person"]),
    "PUT /people/{email}/password": does("change one's password", `/people/${at("mia")}/password`, [
      "person",
    ]),
    "GET /people/{email}/tokens": reads(`/people/${at("mia")}/tokens`, ["member", "admin"]),
    "POST /people/{email}/tokens": does("create a token", `/people/${at("mia")}/tokens`, ["person"]),
    "DELETE /people/{email}/tokens/{id}": does(
      "revoke a token",
      `/people/${at("mia")}/tokens/${s.tokens.mia}`,
      ["person", "id"],
    ),

    "GET /machines": reads("/machines"),
    "POST /machines": does("create a machine", "/machines"),
    "GET /machines/{key}": reads("/machines/pipeline"),
    "POST /machines/{key}/disable": does("disable a machine", "/machines/pipeline/disable", ["machine"]),
    "GET /machines/{key}/tokens": reads("/machines/pipeline/tokens", ["admin", "lead"]),
    "POST /machines/{key}/tokens": does("create a machine's token", "/machines/pipeline/tokens", ["machine"]),
    "DELETE /machines/{key}/tokens/{id}": does(
      "revoke a machine's token",
      `/machines/pipeline/tokens/${s.tokens.pipeline}`,
      ["machine", "id"],
    ),

    "GET /teams": reads("/teams"),
    "POST /teams": does("create a team", "/teams"),
    "GET /teams/{key}": reads("/teams/owners"),
    "POST /teams/{key}/members": does("add to a team", "/teams/owners/members", ["team"]),
    "GET /teams/{key}/groups": reads("/teams/owners/groups"),
    "PUT /teams/{key}/groups": does("set a team's groups", "/teams/owners/groups", ["team"]),
    "DELETE /teams/{key}/members/{email}": does("remove from a team", `/teams/owners/members/${at("lea")}`, [
      "team",
      "email",
    ]),

    "GET /roles": reads("/roles"),
    "POST /roles": does("create a role", "/roles"),
    "PUT /roles/{key}/pool": does("change a pool", "/roles/engineer/pool", ["role"]),
    "POST /roles/{key}/pool/consequences": {
      ...reads("/roles/engineer/pool/consequences"),
      body: { pool: [at("ed")] },
    },
    "GET /delegations": reads("/delegations"),
    "POST /delegations": does("delegate a role", "/delegations"),
    "POST /delegations/{id}/revoke": does("end a delegation", `/delegations/${s.delegation.id}/revoke`, [
      "id",
    ]),
    "GET /rotas": reads("/rotas"),
    "POST /rotas": does("create a rota", "/rotas"),
    "GET /rotas/{key}": reads(`/rotas/${s.rota.key}`),
    "GET /rotas/{key}/hand-over": reads(`/rotas/${s.rota.key}/hand-over`),
    "POST /rotas/{key}/hand-over/acknowledge": does(
      "acknowledge a hand-over",
      `/rotas/${s.rota.key}/hand-over/acknowledge`,
      ["key"],
    ),
    "PUT /rotas/{key}": does("change a rota", `/rotas/${s.rota.key}`, ["key"]),
    "POST /rotas/{key}/overrides": does("take a shift over", `/rotas/${s.rota.key}/overrides`, ["key"]),
    "POST /rotas/{key}/overrides/{id}/end": does(
      "end an override",
      `/rotas/${s.rota.key}/overrides/${s.rota.override}/end`,
      ["key", "id"],
    ),

    "GET /escalation": reads("/escalation"),
    "PUT /escalation": {
      path: "/escalation",
      as: "change the escalation policy",
      body: commands["change the escalation policy"]?.input["policy"],
    },
    "POST /escalation/preview": {
      ...reads("/escalation/preview"),
      body: { policy: commands["change the escalation policy"]?.input["policy"], release: s.goingBack.slug },
    },

    "GET /rights": reads("/rights"),
    "POST /rights/difference": {
      ...reads("/rights/difference"),
      body: commands["change the rights"]?.input["table"],
    },
    "GET /rights/findings": reads("/rights/findings"),
    "GET /rights/gaps": reads("/rights/gaps"),
    "GET /rights/simulation": reads(
      `/rights/simulation?without=person:${at("cy")}&without=role:security&hour=Sun%2003`,
    ),
    "PUT /rights": {
      path: "/rights",
      as: "change the rights",
      body: commands["change the rights"]?.input["table"],
    },

    "GET /releases/{slug}/criteria/{key}/verdicts": reads(
      `/releases/${s.growing.slug}/criteria/p95-latency/verdicts`,
    ),
    "GET /metrics": reads("/metrics"),
    "POST /metrics": does("declare a metric", "/metrics"),
    "POST /metrics/samples": {
      path: "/metrics/samples",
      body: { samples: [{ metric: "nothing", cohort: "canary", t: 0, v: 1 }] },
      may: people,
    },
    "POST /metrics/write": {
      path: "/metrics/write",
      // A request with no series, in snappy.
      body: new Uint8Array([0]),
      headers: { "content-type": "application/x-protobuf", "content-encoding": "snappy" },
      may: people,
    },
    "POST /criteria/backtest": {
      path: "/criteria/backtest",
      body: {
        criterion: {
          kind: "threshold",
          agg: "last",
          window: "5m",
          step: "1m",
          breach: { op: ">", value: "1" },
        },
        from: "2026-01-01T00:00:00Z",
        to: "2026-01-01T01:00:00Z",
        samples: { canary: [[1_767_225_600_000, 1]] },
      },
      may: readers,
    },
    "POST /criteria/advise": {
      path: "/criteria/advise",
      body: {
        criterion: {
          kind: "threshold",
          agg: "last",
          window: "5m",
          step: "1m",
          breach: { op: ">", value: "1" },
        },
        from: "2026-01-01T00:00:00Z",
        to: "2026-01-01T01:00:00Z",
        samples: { canary: [[1_767_225_600_000, 1]] },
        incidents: [{ from: "2026-01-01T00:10:00Z", to: "2026-01-01T00:20:00Z" }],
      },
      may: readers,
    },
    "GET /components": reads("/components"),
    "POST /components": does("register a component", "/components"),
    "GET /components/{key}": reads(component),
    "PUT /components/{key}": does("change a component", component, ["key"]),
    "GET /components/{key}/live": reads(`${component}/live`),
    "POST /components/{key}/live": does("name what is live", `${component}/live`, ["key"]),
    "GET /components/{key}/blast-radius": reads(`${component}/blast-radius`),
    "GET /dependencies": reads("/dependencies"),
    "POST /components/{key}/pause": does("pause a component", `/components/${s.quietComponent}/pause`, [
      "key",
    ]),
    "POST /components/{key}/resume": does("resume a component", `/components/${s.pausedComponent}/resume`, [
      "key",
    ]),
    "GET /components/{key}/bundles": reads(`${component}/bundles`),
    "POST /components/{key}/bundles": {
      path: `${component}/bundles`,
      as: "register a bundle",
      body: s.manifest,
    },
    "POST /releases/{slug}/bundles": { path: `${open}/bundles`, as: "register a bundle", body: s.manifest },
    "GET /components/{key}/bundles/{digest}": reads(bundle),
    "GET /components/{key}/bundles/{digest}/bom": reads(`${bundle}/bom`),
    "GET /components/{key}/bundles/{digest}/replays": reads(`${bundle}/replays`),
    "POST /components/{key}/bundles/{digest}/replays": {
      ...does("record a replay", `${replayable}/replays`, ["component", "digest"]),
      status: 201,
    },
    "GET /components/{key}/bundles/{digest}/verifications": reads(`${bundle}/verifications`),
    "POST /components/{key}/bundles/{digest}/verifications": {
      ...does("record a verification", `${replayable}/verifications`, ["component", "digest"]),
      status: 201,
    },
    "GET /components/{key}/bundles/{digest}/provenance": reads(`${bundle}/provenance`),
    "POST /components/{key}/bundles/{digest}/provenance": {
      path: `${replayable}/provenance`,
      as: "add provenance",
      body: commands["add provenance"]?.input["sent"],
      status: 201,
    },
    "GET /components/{key}/bundles/{digest}/diff/{other}": reads(`${bundle}/diff/${s.otherBundle}`),

    "GET /templates": reads("/templates"),
    "POST /templates": { path: "/templates", as: "publish a template", body: s.template },
    "POST /templates/validate": { path: "/templates/validate", may: readers, body: s.template },
    "GET /templates/{key}": reads("/templates/sample"),
    "GET /templates/{key}/versions/{version}": reads("/templates/sample/versions/1"),
    "GET /templates/{key}/versions/{version}/diff/{other}": reads("/templates/sample/versions/1/diff/1"),

    "POST /documents/check": {
      path: "/documents/check",
      body: { kind: "criteria", source: "[]" },
      may: readers,
    },
    "GET /releases/new": reads("/releases/new?slug=another"),
    "GET /releases": reads("/releases"),
    "POST /releases": does("create a release", "/releases"),
    "GET /releases/{slug}": reads(open),
    "GET /releases/{slug}/export": reads(`${open}/export`),
    "GET /releases/{slug}/roles": reads(`${open}/roles`),
    "GET /releases/{slug}/rights": reads(`${open}/rights`),
    "PUT /releases/{slug}/roles": does("assign roles", `${open}/roles`, ["release"]),
    "POST /releases/{slug}/start": does("start a release", `/releases/${s.draft.slug}/start`, ["release"]),
    "GET /releases/{slug}/migration": reads(`${open}/migration`),
    "POST /releases/{slug}/migrate": does("move a release", `${open}/migrate`, ["release"]),
    "POST /releases/{slug}/complete": does("complete a release", `/releases/${s.advanced.slug}/complete`, [
      "release",
    ]),
    "POST /releases/{slug}/candidate": does("set a candidate", `${open}/candidate`, ["release"]),
    "POST /freezes": { ...does("set a freeze", "/freezes"), status: 201 },
    "GET /freezes": reads("/freezes"),
    "POST /freezes/{id}/end": does("end a freeze", `/freezes/${s.freeze}/end`, ["id"]),
    "POST /releases/{slug}/freezes/{freeze}/override": does(
      "override a freeze",
      `/releases/${s.held.slug}/freezes/${s.freeze}/override`,
      ["release", "freeze"],
    ),
    "POST /holds": { ...does("place a hold of the organisation", "/holds"), status: 201 },
    "GET /holds": reads("/holds"),
    "POST /holds/{id}/lift": does("lift a hold of the organisation", `/holds/${s.organisationHold}/lift`, [
      "hold",
    ]),
    "POST /releases/{slug}/holds": does("place a hold", `${open}/holds`, ["release"]),
    "POST /releases/{slug}/holds/{hold}/lift": does(
      "lift a hold",
      `/releases/${s.held.slug}/holds/${s.held.hold}/lift`,
      ["release", "hold"],
    ),
    "GET /views": reads("/views"),
    "POST /views": { path: "/views", body: { name: "Mine", query: "status=blocked" }, may: people },
    "GET /views/{id}": reads(`/views/${s.view}`),
    "PATCH /views/{id}": { path: `/views/${s.view}`, body: { name: "Theirs" }, may: ["member"] },
    "DELETE /views/{id}": { path: `/views/${s.view}`, may: ["member"] },
    "GET /notices": { ...reads("/notices"), may: people },
    "POST /notices/read": { path: "/notices/read", body: { upTo: 0 }, may: people },
    "GET /notices/rules": { ...reads("/notices/rules"), may: people },
    "PUT /notices/rules": { path: "/notices/rules", body: { topics: {} }, may: people },
    "POST /notices/slack": {
      path: "/notices/slack",
      body: { url: "https://chat.example.org/hook/secret" },
      may: people,
    },
    "GET /me/working-hours": { ...reads("/me/working-hours"), may: people },
    "PUT /me/working-hours": {
      path: "/me/working-hours",
      as: "say when one works",
      body: commands["say when one works"]?.input["hours"],
    },
    "DELETE /me/working-hours": { path: "/me/working-hours", may: people, ends: "conflict" },
    "GET /settings/working-hours": reads("/settings/working-hours"),
    "PUT /settings/working-hours": {
      path: "/settings/working-hours",
      as: "say when the organisation works",
      body: commands["say when the organisation works"]?.input["hours"],
    },
    "GET /notices/releases/{slug}": { ...reads(`/notices/releases/${s.open.slug}`), may: people },
    "GET /notices/followed": { ...reads("/notices/followed"), may: people },
    "POST /notices/followed/{slug}": { path: `/notices/followed/${s.open.slug}`, may: people },
    "DELETE /notices/followed/{slug}": {
      path: `/notices/followed/${s.held.slug}`,
      may: people,
      ends: "conflict",
    },
    "GET /notices/muted": { ...reads("/notices/muted"), may: people },
    "POST /notices/muted/{slug}": { path: `/notices/muted/${s.open.slug}`, may: people },
    "DELETE /notices/muted/{slug}": { path: `/notices/muted/${s.held.slug}`, may: people, ends: "conflict" },
    "GET /webhooks": reads("/webhooks"),
    "POST /webhooks": { ...does("add a webhook", "/webhooks"), status: 201 },
    "GET /webhooks/{id}": reads(`/webhooks/${s.webhook}`),
    "DELETE /webhooks/{id}": { path: `/webhooks/${s.webhook}`, as: "remove a webhook" },
    "POST /webhooks/{id}/rotate": does("rotate a webhook's secret", `/webhooks/${s.webhook}/rotate`, ["id"]),
    "GET /deliveries": { ...reads("/deliveries"), may: people },
    "POST /deliveries/{id}/repeat": does("send a message again", `/deliveries/${s.delivery}/repeat`, ["id"]),
    "GET /teams/{key}/notices": reads("/teams/owners/notices"),
    "PUT /teams/{key}/notices": {
      path: "/teams/owners/notices",
      as: "say what is posted for a team",
      body: commands["say what is posted for a team"]?.input["rules"],
    },
    "POST /teams/{key}/slack": does("say where a team's messages go", "/teams/owners/slack", ["team"]),
    "GET /calendar": reads("/calendar?from=2026-11-01&to=2026-11-30"),
    "GET /insights/unintended-dependencies": reads("/insights/unintended-dependencies"),
    "GET /insights/unintended-dependencies.csv": reads("/insights/unintended-dependencies.csv?team=owners"),
    "POST /components/{key}/observed-dependencies": {
      path: `${component}/observed-dependencies`,
      body: { dependencies: [] },
      may: people,
    },
    "POST /components/{key}/openlineage": {
      path: `${component}/openlineage`,
      body: { eventTime: "2026-11-01T00:00:00Z", run: { runId: "r" }, job: { namespace: "n", name: "j" } },
      may: people,
    },
    "GET /components/{key}/datasets": reads(`${component}/datasets`),
    "PUT /components/{key}/datasets": does("name the datasets of a component", `${component}/datasets`, [
      "key",
    ]),
    "GET /insights/process-health": reads("/insights/process-health?from=2026-01&to=2026-11"),
    "GET /insights/process-health.csv": reads("/insights/process-health.csv"),
    "GET /insights/process-health/values": reads("/insights/process-health/values?measure=wait"),
    "GET /insights/process-health/values.csv": reads("/insights/process-health/values.csv?measure=wait"),
    "GET /insights/process-health/waiting": reads("/insights/process-health/waiting?role=reviewer"),
    "GET /insights/process-health/waiting.csv": reads("/insights/process-health/waiting.csv"),
    "GET /calendar/overlaps": reads("/calendar/overlaps"),

    "GET /releases/{slug}/plan": reads(`${open}/plan`),
    "PUT /releases/{slug}/plan": { path: `${open}/plan`, as: "change the plan", body: {} },
    "GET /releases/{slug}/dates": reads(`${open}/dates`),
    "PUT /releases/{slug}/dates": does("change the dates", `${open}/dates`, ["release"]),
    "GET /releases/{slug}/criteria": reads(`${open}/criteria`),
    "PUT /releases/{slug}/criteria": { path: `${open}/criteria`, as: "change the criteria", body: [] },
    "GET /releases/{slug}/rollback-plan": reads(`${open}/rollback-plan`),
    "PUT /releases/{slug}/rollback-plan": {
      path: `${open}/rollback-plan`,
      as: "change the rollback plan",
      body: s.rollbackPlan,
    },

    "GET /attestations/key": reads("/attestations/key", [...readers, "wrong scope"]),
    "GET /releases/{slug}/attestations": reads(`/releases/${s.advanced.slug}/attestations`),
    "GET /releases/{slug}/gates/{gate}/attestation": reads(
      `/releases/${s.advanced.slug}/gates/${s.advanced.gate}/attestation`,
    ),
    // There is nothing to attest yet.
    "GET /releases/{slug}/checks/{check}/attestation": {
      ...reads(`${open}/checks/${nothing}/attestation`),
      ends: "not-found",
    },
    "GET /releases/{slug}/drills/{drill}/attestation": {
      ...reads(`${open}/drills/${nothing}/attestation`),
      ends: "not-found",
    },
    "GET /releases/{slug}/components/{component}/attestation": {
      ...reads(`${open}/components/${s.open.component}/attestation`),
      ends: "conflict",
    },
    "GET /releases/{slug}/gates": reads(`${open}/gates`),
    "GET /releases/{slug}/gates/{gate}": reads(gate),
    "POST /releases/{slug}/gates/{gate}/votes": does("sign as engineer", `${gate}/votes`, [
      "release",
      "gate",
    ]),
    "POST /releases/{slug}/gates/{gate}/votes/{vote}/lift": does(
      "lift a veto",
      `/releases/${s.vetoed.slug}/gates/${s.vetoed.gate}/votes/${s.vetoed.vote}/lift`,
      ["release", "gate", "vote"],
    ),
    "POST /releases/{slug}/gates/{gate}/votes/{vote}/dismiss": does(
      "dismiss a request for work",
      `/releases/${s.objected.slug}/gates/${s.objected.gate}/votes/${s.objected.vote}/dismiss`,
      ["release", "gate", "vote"],
    ),
    "GET /releases/{slug}/concerns": reads(`${open}/concerns`),
    "POST /releases/{slug}/concerns": does("raise a concern", `${open}/concerns`, ["release"]),
    "POST /releases/{slug}/concerns/{concern}/answer": does(
      "answer a concern",
      `${open}/concerns/${s.concern}/answer`,
      ["release", "concern"],
    ),
    "GET /releases/{slug}/obligations": reads(`${open}/obligations`),
    "POST /releases/{slug}/obligations/{obligation}/meet": does(
      "meet an obligation",
      `/releases/${s.obliged.slug}/obligations/${s.obliged.obligation}/meet`,
      ["release", "obligation"],
    ),
    "POST /releases/{slug}/obligations/{obligation}/drop": does(
      "drop an obligation",
      `/releases/${s.obliged.slug}/obligations/${s.obliged.obligation}/drop`,
      ["release", "obligation"],
    ),
    "POST /releases/{slug}/obligations/{obligation}/review": does(
      "review a broken glass",
      `/releases/${s.broken.slug}/obligations/${s.broken.obligation}/review`,
      ["release", "obligation"],
    ),
    "GET /reviews": reads("/reviews?from=2026-01-01&to=2026-12-31"),
    "POST /reviews": does("call a review", "/reviews"),
    "GET /reviews/{review}": reads(`/reviews/${s.review.past}`),
    "POST /reviews/{review}/move": does("move a review", `/reviews/${s.review.next}/move`, ["review"]),
    "POST /reviews/{review}/cancel": does("cancel a review", `/reviews/${s.review.next}/cancel`, ["review"]),
    "POST /reviews/{review}/attendance": does("record attendance", `/reviews/${s.review.past}/attendance`, [
      "review",
    ]),
    "POST /reviews/{review}/attendance/tick": does(
      "tick attendance",
      `/reviews/${s.review.past}/attendance/tick`,
      ["review"],
    ),
    "GET /reviews/{review}/presentation": reads(`/reviews/${s.review.written}/presentation`),
    "POST /reviews/{review}/presentation": does(
      "present a review",
      `/reviews/${s.review.past}/presentation`,
      ["review"],
    ),
    "POST /reviews/{review}/presentation/show": {
      path: `/reviews/${s.review.written}/presentation/show`,
      body: { session: nothing, item: "closing" },
      may: ["member", "champion", "engineer", "admin"],
      ends: "conflict",
    },
    "POST /reviews/{review}/presentation/end": does(
      "end presenting a review",
      `/reviews/${s.review.written}/presentation/end`,
      ["review"],
    ),
    "POST /reviews/{review}/notes": does("note something on a review", `/reviews/${s.review.past}/notes`, [
      "review",
    ]),
    "POST /reviews/{review}/times": does("plan the time of a step", `/reviews/${s.review.past}/times`, [
      "review",
    ]),
    "POST /reviews/{review}/conclude": does("conclude a review", `/reviews/${s.review.past}/conclude`, [
      "review",
    ]),
    "GET /reviews/{review}/minutes": reads(`/reviews/${s.review.written}/minutes`),
    "POST /reviews/{review}/minutes": does("write minutes", `/reviews/${s.review.past}/minutes`, ["review"]),
    "GET /status": reads("/status"),
    "GET /wall": reads("/wall"),
    "GET /share-links": reads("/share-links", people),
    "POST /share-links": does("make a share link", "/share-links"),
    "DELETE /share-links/{id}": { path: `/share-links/${s.shared.id}`, as: "revoke a share link" },
    "GET /releases/{slug}/share-links": reads(`${open}/share-links`),
    "GET /shared/{token}": reads(`/shared/${s.shared.token}`, everybody),
    "POST /people/{email}/calendar-address": {
      ...does("make a calendar address", `/people/${at("mia")}/calendar-address`),
      body: {},
    },
    "DELETE /people/{email}/calendar-address": {
      path: `/people/${at("mia")}/calendar-address`,
      as: "end a calendar address",
    },
    "POST /releases/{slug}/gates/{gate}/acknowledgements": does(
      "acknowledge",
      `${open}/gates/informed/acknowledgements`,
      ["release", "gate"],
    ),
    "POST /releases/{slug}/gates/{gate}/waivers": does("waive", `${gate}/waivers`, ["release", "gate"]),
    "GET /releases/{slug}/checks": reads(`${open}/checks`),
    "POST /releases/{slug}/checks": does("report a check", `${open}/checks`, ["release"]),
    "POST /releases/{slug}/stages/{stage}/advance": does(
      "advance",
      `/releases/${s.ready.slug}/stages/${s.ready.stage}/advance`,
      ["release", "stage"],
    ),
    "POST /releases/{slug}/stages/{stage}/skip": does("skip", `${open}/stages/${s.open.stage}/skip`, [
      "release",
      "stage",
    ]),
    "POST /releases/{slug}/stages/{stage}/reopen": does(
      "reopen",
      `/releases/${s.advanced.slug}/stages/${s.advanced.stage}/reopen`,
      ["release", "stage"],
    ),

    "GET /releases/{slug}/exposure": reads(`/releases/${s.exposed.slug}/exposure`),
    "POST /releases/{slug}/exposure": does("increase exposure", `/releases/${s.growing.slug}/exposure`, [
      "release",
    ]),
    "POST /releases/{slug}/exposure/confirm": {
      ...does("confirm exposure", `/releases/${s.exposed.slug}/exposure/confirm`, ["release"]),
      may: ["champion", "machine"],
    },
    "POST /releases/{slug}/exposure/apply": does(
      "apply exposure",
      `/releases/${s.unapplied.slug}/exposure/apply`,
      ["release"],
    ),
    "POST /releases/{slug}/exposure/pause": does(
      "pause exposure",
      `/releases/${s.exposed.slug}/exposure/pause`,
      ["release"],
    ),
    "POST /releases/{slug}/exposure/resume": does(
      "resume exposure",
      `/releases/${s.paused.slug}/exposure/resume`,
      ["release"],
    ),

    "GET /releases/{slug}/rollbacks": reads(`${back}/rollbacks`),
    "POST /releases/{slug}/rollbacks": {
      ...does("propose a rollback", `${back}/rollbacks`, ["release"]),
      status: 201,
    },
    "GET /releases/{slug}/rollback-target": reads(`/releases/${s.target.due}/rollback-target`),
    "POST /releases/{slug}/rollback-target/verify": does(
      "ask for a target",
      `/releases/${s.target.due}/rollback-target/verify`,
      ["release"],
    ),
    "GET /rollbacks/{rollback}": reads(rollback),
    "POST /rollbacks/{rollback}/authorise": does("authorise a rollback", `${rollback}/authorise`, [
      "rollback",
    ]),
    "POST /rollbacks/{rollback}/decline": does("decline a rollback", `${rollback}/decline`, ["rollback"]),
    "POST /rollbacks/{rollback}/cancel": does("cancel a rollback", `${rollback}/cancel`, ["rollback"]),
    "POST /rollbacks/{rollback}/endorse": does("endorse a rollback", `${rollback}/endorse`, ["rollback"]),
    "POST /rollbacks/{rollback}/updates": {
      ...does("post an update", `${rollback}/updates`, ["rollback"]),
      status: 201,
    },
    "POST /rollbacks/{rollback}/acknowledge": does("silence an escalation", `${rollback}/acknowledge`, [
      "rollback",
    ]),
    "POST /rollbacks/{rollback}/seen": { path: `${rollback}/seen`, body: {}, may: people },
    "POST /rollbacks/{rollback}/steps/{step}/complete": does("complete a step", `${step}/complete`, [
      "rollback",
      "step",
    ]),
    "POST /rollbacks/{rollback}/steps/{step}/retry": does("retry a step", `${step}/retry`, [
      "rollback",
      "step",
    ]),
    "POST /rollbacks/{rollback}/steps/{step}/take-over": does("take a step over", `${step}/take-over`, [
      "rollback",
      "step",
    ]),
    "GET /releases/{slug}/breaches": reads(`${back}/breaches`),
    "POST /releases/{slug}/criteria/{key}/override": does(
      "override a breach",
      `${back}/criteria/latency/override`,
      ["release", "criterion"],
    ),
    "GET /post-mortems": reads("/post-mortems"),
    "GET /releases/{slug}/post-mortems": reads(`${open}/post-mortems`),
    "POST /releases/{slug}/post-mortems": {
      ...does("open a post-mortem", `${rehearsed}/post-mortems`, ["release"]),
      status: 201,
    },
    "GET /post-mortems/{postMortem}": reads(learned),
    "POST /post-mortems/{postMortem}/answers": does("answer a question", `${learned}/answers`, [
      "postMortem",
    ]),
    "POST /post-mortems/{postMortem}/timeline": does("annotate a timeline", `${learned}/timeline`, [
      "postMortem",
    ]),
    "POST /post-mortems/{postMortem}/move": does("hand a post-mortem in", `${learned}/move`, ["postMortem"]),
    "POST /post-mortems/{postMortem}/publish": does(
      "publish a post-mortem",
      `/post-mortems/${s.learning.review}/publish`,
      ["postMortem"],
    ),
    "POST /post-mortems/{postMortem}/actions": {
      ...does("add an action", `${learned}/actions`, ["postMortem"]),
      status: 201,
    },
    "POST /post-mortems/{postMortem}/template-proposals": {
      ...does("propose a template change", `${learned}/template-proposals`, ["postMortem"]),
      status: 201,
    },
    "POST /post-mortems/{postMortem}/template-proposals/{proposal}/withdraw": does(
      "withdraw a template proposal",
      `${learned}/template-proposals/${s.learning.proposal}/withdraw`,
      ["postMortem", "proposal"],
    ),
    "GET /drills": reads("/drills"),
    "GET /releases/{slug}/drills": reads(`${rehearsed}/drills`),
    "GET /releases/{slug}/drills/foreseen": reads(`${rehearsed}/drills/foreseen?failure=step-change`),
    "POST /releases/{slug}/drills": {
      ...does("start a drill", `${rehearsed}/drills`, ["release"]),
      status: 201,
    },
    "POST /releases/{slug}/drills/{drill}/cancel": does(
      "cancel a drill",
      `${rehearsed}/drills/${nothing}/cancel`,
      ["release", "drill"],
    ),
    "GET /runner/key": reads("/runner/key", [...readers, "wrong scope"]),
    "GET /runner/webhook-secret": reads("/runner/webhook-secret", ["admin"]),
    "POST /runner/claims": does("claim a script", "/runner/claims", ["executors"]),
    "POST /runner/attempts/{id}/end": does("end an attempt", `/runner/attempts/${s.attempts.running}/end`, [
      "release",
      "attempt",
    ]),
    "POST /runner/target-checks": does("claim a target", "/runner/target-checks"),
    "POST /runner/target-checks/{id}/end": does(
      "report a target",
      `/runner/target-checks/${s.target.check}/end`,
      ["release", "check"],
    ),
    "POST /runner/attempts/{id}/output": {
      path: `/runner/attempts/${s.attempts.running}/output`,
      body: { position: 0, text: "Putting back." },
      may: ["machine"],
      status: 204,
    },

    "GET /ledger/entries": reads("/ledger/entries"),
    "GET /ledger/entries/{seq}": reads("/ledger/entries/1"),
    "GET /ledger/entries/{seq}/bytes": reads("/ledger/entries/1/bytes"),
    "GET /ledger/entries/{seq}/proof": reads("/ledger/entries/1/proof"),
    "GET /ledger/people/{person}": reads("/ledger/people/cora@example.org"),
    "GET /ledger/roles/{key}": reads("/ledger/roles/engineer"),
    "GET /ledger/rights/{decision}": reads("/ledger/rights/hold.place"),
    "GET /ledger/checkpoint": reads("/ledger/checkpoint"),
    "GET /ledger/checkpoints": reads("/ledger/checkpoints"),
    "DELETE /ledger/entries/{seq}/openings/{path}": does(
      "erase a text",
      `/ledger/entries/${s.text.seq}/openings/${s.text.path}`,
      ["seq", "path"],
    ),
    "GET /ledger/deliveries": reads("/ledger/deliveries", ["admin", "auditor"]),
    "GET /ledger/keys": reads("/ledger/keys"),
    "GET /ledger/proof": reads("/ledger/proof?seq=1"),
    "GET /ledger/consistency": reads("/ledger/consistency?from=1&to=1"),
    "GET /ledger/export": reads("/ledger/export", ["auditor", "admin"]),
    "GET /events": reads("/events"),
    "GET /pending-decisions": reads("/pending-decisions"),
    "GET /pending-decisions/{id}": reads(`/pending-decisions/${s.pending}`),
    "POST /pending-decisions/{id}/votes": {
      path: `/pending-decisions/${s.pending}/votes`,
      body: { vote: "approve" },
      may: ["champion", "reviewer"],
    },
    "GET /decisions": reads("/decisions?waitingOn=me", people),
    "GET /decisions/waiting-on-others": reads("/decisions/waiting-on-others", people),
  };
}
