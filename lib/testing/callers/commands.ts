import { eraseText } from "@/lib/audit/erase-text";
import { introduceLedgerKey } from "@/lib/audit/introduce-ledger-key";
import { addProvenance } from "@/lib/bundles/add-provenance";
import { recordReplay } from "@/lib/bundles/record-replay";
import { recordVerification } from "@/lib/bundles/record-verification";
import { registerBundle } from "@/lib/bundles/register-bundle";
import { changeComponent } from "@/lib/catalogue/change-component";
import { nameLive } from "@/lib/catalogue/name-live";
import { pauseComponent } from "@/lib/catalogue/pause-component";
import { resumeComponent } from "@/lib/catalogue/resume-component";
import { registerComponent } from "@/lib/catalogue/register-component";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { dismissWork } from "@/lib/gates/dismiss-work";
import { answerConcern } from "@/lib/gates/answer-concern";
import { dropObligation } from "@/lib/gates/drop-obligation";
import { meetObligation } from "@/lib/gates/meet-obligation";
import { reviewBreakGlass } from "@/lib/gates/review-break-glass";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { liftVeto } from "@/lib/gates/lift-veto";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { reportCheck } from "@/lib/gates/report-check";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import { admitByProvider } from "@/lib/identity/admit-by-provider";
import { endProviderSessions } from "@/lib/identity/end-provider-sessions";
import { endSessions } from "@/lib/identity/end-sessions";
import { confirmSigning } from "@/lib/identity/confirm-signing";
import { noteFailedConfirmation } from "@/lib/identity/note-failed-confirmation";
import { linkIdentity } from "@/lib/identity/link-identity";
import { setTeamGroups } from "@/lib/identity/set-team-groups";
import { unlinkIdentity } from "@/lib/identity/unlink-identity";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { changePassword } from "@/lib/identity/change-password";
import { createMachineToken } from "@/lib/identity/create-machine-token";
import { createPerson } from "@/lib/identity/create-person";
import { createTeam } from "@/lib/identity/create-team";
import { createToken } from "@/lib/identity/create-token";
import { disableMachine } from "@/lib/identity/disable-machine";
import { disablePerson } from "@/lib/identity/disable-person";
import { erasePerson } from "@/lib/identity/erase-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { invitePerson } from "@/lib/identity/invite-person";
import { registerMachine } from "@/lib/identity/register-machine";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import { revokeMachineToken } from "@/lib/identity/revoke-machine-token";
import { revokeToken } from "@/lib/identity/revoke-token";
import { setAccess } from "@/lib/identity/set-access";
import { setPassword } from "@/lib/identity/set-password";
import { nameDatasets } from "@/lib/insights/name-datasets";
import type { Call, Kernel } from "@/lib/platform/command";
import { changeEscalation } from "@/lib/policy/change-escalation";
import { changePool } from "@/lib/policy/change-pool";
import { changeOwnHours } from "@/lib/policy/change-own-hours";
import { changeRights } from "@/lib/policy/change-rights";
import { delegateRole } from "@/lib/policy/delegate-role";
import { revokeDelegation } from "@/lib/policy/revoke-delegation";
import { changeRota } from "@/lib/policy/change-rota";
import { createRole } from "@/lib/policy/create-role";
import { acknowledgeHandOver } from "@/lib/handovers/acknowledge-hand-over";
import { createRota } from "@/lib/policy/create-rota";
import { endOverride } from "@/lib/policy/end-override";
import { overrideShift } from "@/lib/policy/override-shift";
import { advanceStage } from "@/lib/releases/advance-stage";
import { assignRoles } from "@/lib/releases/assign-roles";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changeDates } from "@/lib/releases/change-dates";
import { changePlan } from "@/lib/releases/change-plan";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { completeRelease } from "@/lib/releases/complete-release";
import { createRelease } from "@/lib/releases/create-release";
import { remindOfDelegation } from "@/lib/policy/remind-of-delegation";
import { remindOfPending } from "@/lib/policy/remind-of-pending";
import { sendReminders } from "@/lib/gates/send-reminders";
import { endPendingDecision } from "@/lib/policy/end-pending-decision";
import { liftHold } from "@/lib/releases/lift-hold";
import { migrateRelease } from "@/lib/releases/migrate-release";
import { placeHold } from "@/lib/releases/place-hold";
import { publishTemplate } from "@/lib/releases/publish-template";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { setCandidate } from "@/lib/releases/set-candidate";
import { skipStage } from "@/lib/releases/skip-stage";
import { startRelease } from "@/lib/releases/start-release";
import { advanceApplying } from "@/lib/rollouts/advance-applying";
import { applyExposure } from "@/lib/rollouts/apply-exposure";
import { confirmExposure } from "@/lib/rollouts/confirm-exposure";
import { endFreeze } from "@/lib/rollouts/end-freeze";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { overrideFreeze } from "@/lib/rollouts/override-freeze";
import { pauseExposure } from "@/lib/rollouts/pause-exposure";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { makeShareLink } from "@/lib/sharing/make-share-link";
import { revokeShareLink } from "@/lib/sharing/revoke-share-link";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { newId } from "@/lib/platform/ids";
import { cancelReview } from "@/lib/reviews/cancel-review";
import { concludeReview } from "@/lib/reviews/conclude-review";
import { makeCalendarAddress } from "@/lib/reviews/make-calendar-address";
import { endPresenting } from "@/lib/reviews/end-presenting";
import { moveReview } from "@/lib/reviews/move-review";
import { noteOnReview } from "@/lib/reviews/note-on-review";
import { planItem } from "@/lib/reviews/plan-item";
import { presentReview } from "@/lib/reviews/present-review";
import { recordAttendance } from "@/lib/reviews/record-attendance";
import { revokeCalendarAddress } from "@/lib/reviews/revoke-calendar-address";
import { scheduleReview } from "@/lib/reviews/schedule-review";
import { tickAttendance } from "@/lib/reviews/tick-attendance";
import { writeMinutes } from "@/lib/reviews/write-minutes";
import { claimAttempt } from "@/lib/rollbacks/claim-attempt";
import { endAttempt } from "@/lib/rollbacks/end-attempt";
import { verifyStep } from "@/lib/rollbacks/verify-step";
import { createFirstAdmin } from "@/lib/setup/create-first-admin";
import { makeSetupCode } from "@/lib/setup/make-setup-code";
import { sampleRoles } from "@/lib/testing/release";
import { tableFor } from "@/lib/testing/world";
import type { CallerName } from "./callers";
import { learningCommandCases } from "./learning-commands";
import { berlinHours, noticeCommandCases } from "./notice-commands";
import { rollbackCommandCases } from "./rollback-commands";
import type { Stage } from "./stage";

/** What the matrix asks of a command: whatever its input, it is executed. */
export interface AnyCommand {
  name: string;
  execute: (kernel: Kernel, input: never, call: Call) => Promise<unknown>;
}

export interface CommandCase {
  command: AnyCommand;
  /** The one scope with which a token may. */
  scope: string;
  input: Record<string, unknown>;
  /** Who gets past authorisation; everybody else is refused. */
  may: readonly CallerName[];
  /** How it then ends; done unless told. */
  ends?: string;
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
const admin = ["admin", "set-up"] as const;
const lead = ["admin", "lead", "set-up"] as const;
const champion = ["champion"] as const;

const at = (name: string) => `${name}@example.org`;
const nothing = "01890a5d-ac96-774b-bcce-b302099a8057";
const password = "correct horse battery staple";

const replaySaid = {
  startedAt: "2026-11-01T10:00:00Z",
  durationMs: 1_000,
  platform: "linux/amd64",
  ended: "exited",
  exitCode: 0,
  outputs: [],
};
const provenanceOf = (digest: string) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "bundle", digest: { sha256: digest.slice(7) } }],
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: { buildType: "https://example.org/build/v1" },
    runDetails: { builder: { id: "https://example.org/builder" } },
  },
});
const verificationSaid = {
  platform: "linux/amd64",
  artifacts: [{ kind: "code", name: "code", result: "missing" }],
};

/** Every command with a call that those succeed with who may. A command that is not here fails the test. */
export function commandCases(s: Stage): Record<string, CommandCase> {
  const release = s.open.slug;
  const sign = {
    release,
    gate: s.open.gate,
    requirement: s.open.requirement,
    subjectDigest: s.digests.reviewed,
  };
  const reason = "Because of the test.";
  const organisation = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[],
  ): CommandCase => ({ command, scope: "organisation", input, may });
  const releases = (command: AnyCommand, input: Record<string, unknown>): CommandCase => ({
    command,
    scope: "releases",
    input,
    may: champion,
  });
  const signs = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[],
  ): CommandCase => ({ command, scope: "sign", input, may });
  const account = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[],
  ): CommandCase => ({ command, scope: "*", input, may });
  const keepsReview = (command: AnyCommand, input: Record<string, unknown>): CommandCase => ({
    command,
    scope: "releases",
    input,
    may: ["member", "champion", "admin"],
  });
  const issuer = "https://login.example.org";
  const vouched = (subject: string) => ({ issuer, subject, email: null, emailVerified: true });
  const component = { title: "Other", kind: "model", owner: "owners" };
  return {
    "create a person": organisation(createPerson, { name: "New", email: at("new") }, admin),
    "disable a person": organisation(disablePerson, { person: at("cy") }, admin),
    "erase a person": organisation(
      erasePerson,
      { person: at("cy"), reason: "They asked for it.", texts: [] },
      admin,
    ),
    "erase a text": organisation(eraseText, { ...s.text, reason: "It tells of somebody's health." }, admin),
    "enable a person": organisation(enablePerson, { person: at("dan") }, admin),
    "set an access level": organisation(setAccess, { person: at("mia"), access: "auditor" }, admin),
    "make a code for set-up": {
      ...organisation(makeSetupCode, { id: newId(), codeHash: "0".repeat(64), replace: true }, ["operator"]),
      ends: "conflict",
    },
    "open the workspace": {
      command: createFirstAdmin,
      scope: "*",
      input: { code: "0000-0000-0000-0000-0000", name: "New", email: at("new"), password },
      may: ["set-up"],
      ends: "conflict",
    },
    "invite a person": organisation(invitePerson, { person: at("mia") }, ["set-up", "operator"]),
    "set a password by code": {
      command: setPassword,
      scope: "*",
      input: { code: s.code, password },
      may: ["member"],
    },
    "change one's password": {
      command: changePassword,
      scope: "*",
      input: { person: at("mia"), current: "what it is not", password },
      may: ["member"],
      ends: "wrong-credentials",
    },
    "end all of one's sessions": account(endSessions, { person: at("mia") }, ["member", ...admin]),
    "end one session": account(endSessions, { person: at("mia"), session: s.session }, ["member", ...admin]),
    "end a session that is not there": {
      ...account(endSessions, { person: at("mia"), session: nothing }, ["member", ...admin]),
      ends: "not-found",
    },
    "unlink an identity": account(unlinkIdentity, { person: at("mia"), id: s.identity }, [
      "member",
      ...admin,
    ]),
    "unlink what is not there": {
      ...account(unlinkIdentity, { person: at("mia"), id: nothing }, ["member", ...admin]),
      ends: "not-found",
    },
    "link an identity": account(linkIdentity, { person: at("mia"), ...vouched("other") }, ["member"]),
    // All of them come by a token, which confirms nothing.
    "confirm that one signs": {
      ...account(confirmSigning, { person: at("mia"), method: "password", act: `sha256:${"0".repeat(64)}` }, [
        "member",
      ]),
      ends: "reauthentication-required",
    },
    "fail to confirm that one signs": {
      ...account(noteFailedConfirmation, { person: at("mia"), method: "password" }, ["member"]),
      ends: "reauthentication-required",
    },
    "be admitted by the provider": account(
      admitByProvider,
      {
        ...vouched("new"),
        email: at("new"),
        name: "New",
        groups: null,
        providerSession: null,
        createFor: ["example.org"],
      },
      ["single-sign-on"],
    ),
    "be signed out by the provider": {
      ...account(endProviderSessions, { issuer, subject: "nobody", providerSession: null }, [
        "single-sign-on",
      ]),
      ends: "not-found",
    },
    "create a token": {
      command: createToken,
      scope: "tokens",
      input: { person: at("mia"), name: "mine", scopes: ["tokens"] },
      may: ["member"],
    },
    "revoke a token": {
      command: revokeToken,
      scope: "tokens",
      input: { person: at("mia"), id: s.tokens.mia },
      may: ["member", ...admin],
    },
    "create a machine": organisation(
      registerMachine,
      { key: "other", title: "Other", owner: "owners" },
      admin,
    ),
    "disable a machine": organisation(disableMachine, { machine: "pipeline" }, lead),
    "create a machine's token": {
      command: createMachineToken,
      scope: "tokens",
      input: { machine: "pipeline", name: "x", scopes: ["read"] },
      may: ["admin", "lead"],
    },
    "revoke a machine's token": {
      command: revokeMachineToken,
      scope: "tokens",
      input: { machine: "pipeline", id: s.tokens.pipeline },
      may: lead,
    },
    "create a team": organisation(
      createTeam,
      { key: "others", title: "Others", members: [{ email: at("mia") }] },
      admin,
    ),
    "add to a team": organisation(addTeamMember, { team: "owners", email: at("mia") }, lead),
    "remove from a team": organisation(removeTeamMember, { team: "owners", email: at("lea") }, lead),
    "set a team's groups": organisation(setTeamGroups, { team: "owners", groups: ["ml-owners"] }, lead),
    "create a role": organisation(createRole, { key: "other", title: "Other", pool: [at("mia")] }, admin),
    "change a pool": organisation(
      changePool,
      { role: "engineer", pool: [...(sampleRoles["engineer"] ?? []), "mia"].map(at) },
      champion,
    ),
    "create a rota": organisation(
      createRota,
      { key: "nights", title: "Nights", team: "owners", rota: s.rota.document },
      ["lead"],
    ),
    "change a rota": organisation(
      changeRota,
      { key: s.rota.key, rota: { ...s.rota.document, people: [at("rita"), at("ed")] } },
      ["lead"],
    ),
    "take a shift over": organisation(
      overrideShift,
      { key: s.rota.key, person: at("ed"), until: s.rota.until, reason },
      ["engineer", "lead"],
    ),
    "acknowledge a hand-over": organisation(acknowledgeHandOver, { key: s.rota.key }, ["engineer"]),
    "end an override": organisation(endOverride, { key: s.rota.key, id: s.rota.override }, [
      "engineer",
      "lead",
    ]),
    "change the escalation policy": organisation(
      changeEscalation,
      { policy: { levels: [{ whom: ["deciders", { rota: s.rota.key }], after: "15m" }] } },
      champion,
    ),
    ...noticeCommandCases(s),
    "say when one works": {
      command: changeOwnHours,
      scope: "notices",
      input: { hours: berlinHours },
      may: people,
    },
    "change the rights": organisation(
      changeRights,
      { table: { rights: tableFor("release-champion").slice(0, 4) } },
      champion,
    ),
    "force what loosens on running releases": {
      ...organisation(
        changeRights,
        { table: { rights: tableFor("release-champion").slice(0, 4) }, running: { reason } },
        champion,
      ),
      ends: "not-a-tightening",
    },
    "declare a metric": {
      command: declareMetric,
      scope: "metrics",
      input: { name: "latency_ms", unit: "ms", better: "lower" },
      may: people,
    },
    "register a component": {
      command: registerComponent,
      scope: "components",
      input: { key: "other", ...component },
      may: champion,
    },
    "change a component": {
      command: changeComponent,
      scope: "components",
      input: { key: s.open.component, ...component },
      may: champion,
    },
    "name the datasets of a component": {
      command: nameDatasets,
      scope: "components",
      input: { key: s.open.component, datasets: [{ namespace: "warehouse", name: "scores" }] },
      may: champion,
    },
    "pause a component": {
      command: pauseComponent,
      scope: "components",
      input: { key: s.quietComponent, reason },
      may: champion,
    },
    "resume a component": {
      command: resumeComponent,
      scope: "components",
      input: { key: s.pausedComponent, reason },
      may: champion,
    },
    "name what is live": {
      command: nameLive,
      scope: "components",
      input: { key: s.open.component, digest: s.open.candidate, reason },
      may: champion,
    },
    "register a bundle": {
      command: registerBundle,
      scope: "bundles",
      input: { component: s.open.component, manifest: s.manifest },
      may: [...people, "machine"],
    },
    "record a replay": {
      command: recordReplay,
      scope: "bundles",
      input: { component: s.open.component, digest: s.replayable, ...replaySaid },
      may: [...people, "machine"],
    },
    "record a verification": {
      command: recordVerification,
      scope: "bundles",
      input: { component: s.open.component, digest: s.replayable, ...verificationSaid },
      may: [...people, "machine"],
    },
    "add provenance": {
      command: addProvenance,
      scope: "bundles",
      input: { component: s.open.component, digest: s.replayable, sent: provenanceOf(s.replayable) },
      may: [...people, "machine"],
    },
    "publish a template": {
      command: publishTemplate,
      scope: "templates",
      input: { source: s.template, mediaType: "application/json" },
      may: champion,
    },
    "create a release": releases(createRelease, {
      slug: "created",
      title: "Created",
      template: { key: "sample" },
      champion: at("cora"),
      components: [{ key: s.open.component }],
    }),
    "start a release": releases(startRelease, { release: s.draft.slug }),
    "cancel a release": releases(cancelRelease, { release, reason }),
    "move a release": {
      ...releases(migrateRelease, { release, templateVersion: 1, rightsVersion: "current", reason }),
      ends: "conflict",
    },
    "complete a release": {
      ...releases(completeRelease, { release: s.advanced.slug, outcome: "completed" }),
      ends: "gate-not-ready",
    },
    "assign roles": releases(assignRoles, { release, roles: { reviewer: [at("rob")] } }),
    "set a candidate": releases(setCandidate, {
      release,
      component: s.open.component,
      digest: s.otherBundle,
    }),
    "change the plan": releases(changePlan, { release, document: {} }),
    "change the dates": releases(changeDates, {
      release,
      targetDate: "2099-01-01",
      stages: { [s.open.stage]: "2098-12-01" },
    }),
    "change the criteria": releases(changeCriteria, { release, document: [] }),
    "change the rollback plan": releases(changeRollbackPlan, { release, document: s.rollbackPlan }),
    advance: releases(advanceStage, { release: s.ready.slug, stage: s.ready.stage }),
    skip: releases(skipStage, { release, stage: s.open.stage, reason }),
    reopen: releases(reopenStage, { release: s.advanced.slug, stage: s.advanced.stage, reason }),
    "place a hold": releases(placeHold, { release, reason }),
    "lift a hold": releases(liftHold, { release: s.held.slug, hold: s.held.hold, reason }),
    "place a hold of the organisation": releases(placeOrganisationHold, { reason }),
    "lift a hold of the organisation": {
      ...releases(liftOrganisationHold, { hold: s.organisationHold, reason }),
      ends: "conflict",
    },
    "set a freeze": releases(setFreeze, {
      title: "Year end",
      reason,
      component: s.open.component,
      once: { from: "2099-12-20T00:00:00Z", until: "2100-01-05T00:00:00Z" },
    }),
    "end a freeze": releases(endFreeze, { id: s.freeze, reason }),
    "override a freeze": releases(overrideFreeze, { release: s.held.slug, freeze: s.freeze, reason }),
    "increase exposure": releases(increaseExposure, { release: s.growing.slug, percent: 5 }),
    "pause exposure": {
      ...releases(pauseExposure, { release: s.exposed.slug, percent: 0, reason }),
      may: ["champion", "worker"],
    },
    "resume exposure": releases(resumeExposure, { release: s.paused.slug, reason }),
    "confirm exposure": {
      command: confirmExposure,
      scope: "exposure",
      input: { release: s.exposed.slug, percent: 5, bundleDigest: s.exposed.candidate },
      may: ["champion", "machine", "worker"],
    },
    "apply exposure": {
      command: applyExposure,
      scope: "exposure",
      input: { release: s.unapplied.slug },
      may: champion,
    },
    "advance applying exposure": {
      command: advanceApplying,
      scope: "*",
      input: { release: s.untaken.slug },
      may: ["worker"],
    },
    "claim a script": {
      command: claimAttempt,
      scope: "runner",
      input: { executors: ["command"], releases: ["waits-for-a-runner"] },
      may: ["machine"],
    },
    "claim a webhook": {
      command: claimAttempt,
      scope: "runner",
      input: { executors: ["webhook"], releases: ["waits-for-the-worker"] },
      may: ["worker"],
    },
    "end an attempt": {
      command: endAttempt,
      scope: "runner",
      input: { release: s.attempts.release, attempt: s.attempts.running, succeeded: true },
      may: ["machine"],
    },
    "verify a step": {
      command: verifyStep,
      scope: "*",
      input: { release: "waits-for-an-address", attempt: s.attempts.unverified, note: "It answered 200." },
      may: ["worker"],
    },
    "sign as engineer": signs(castVote, { ...sign, role: "engineer", vote: "approve" }, ["engineer"]),
    "sign as reviewer": signs(castVote, { ...sign, role: "reviewer", vote: "approve" }, ["reviewer"]),
    "sign as security": signs(castVote, { ...sign, role: "security", vote: "approve" }, []),
    veto: signs(castVote, { ...sign, role: "security", vote: "reject", reason }, ["security"]),
    "sign for another": signs(
      castVote,
      { ...sign, role: "engineer", vote: "approve", onBehalfOf: at("eve") },
      ["delegate"],
    ),
    "object for another": signs(
      castVote,
      { ...sign, role: "engineer", vote: "needs-work", reason, onBehalfOf: at("eve") },
      ["delegate"],
    ),
    "acknowledge for another": signs(
      acknowledgeRequirement,
      {
        release,
        gate: "informed",
        requirement: "told",
        role: "engineer",
        subjectDigest: s.digests.told,
        onBehalfOf: at("eve"),
      },
      ["delegate"],
    ),
    "delegate a role": organisation(
      delegateRole,
      { role: "engineer", to: at("mia"), until: s.delegation.until, reason },
      ["engineer"],
    ),
    "delegate a role on a release": organisation(
      delegateRole,
      { role: "reviewer", to: at("mia"), until: s.delegation.until, release, reason },
      ["reviewer"],
    ),
    "end a delegation": organisation(revokeDelegation, { id: s.delegation.id }, ["reviewer", "member"]),
    "lift a veto": signs(
      liftVeto,
      { release: s.vetoed.slug, gate: s.vetoed.gate, vote: s.vetoed.vote, reason },
      ["security"],
    ),
    "dismiss a request for work": signs(
      dismissWork,
      { release: s.objected.slug, gate: s.objected.gate, vote: s.objected.vote, reason },
      ["security"],
    ),
    "raise a concern": signs(raiseConcern, { release, text: reason }, people),
    "answer a concern": signs(answerConcern, { release, concern: s.concern, text: reason }, [
      "member",
      "champion",
      "engineer",
      "reviewer",
      "security",
    ]),
    "meet an obligation": signs(
      meetObligation,
      { release: s.obliged.slug, obligation: s.obliged.obligation, text: reason },
      ["member", "reviewer"],
    ),
    "drop an obligation": signs(
      dropObligation,
      { release: s.obliged.slug, obligation: s.obliged.obligation, reason },
      ["reviewer"],
    ),
    "review a broken glass": signs(
      reviewBreakGlass,
      { release: s.broken.slug, obligation: s.broken.obligation, outcome: "justified", text: reason },
      ["security"],
    ),
    "break the glass to advance": {
      ...releases(advanceStage, { release, stage: s.open.stage, reason, breakGlass: true }),
      may: ["engineer"],
    },
    "break the glass to increase exposure": {
      ...releases(increaseExposure, { release: s.growing.slug, percent: 5, reason, breakGlass: true }),
      may: ["engineer"],
    },
    "break the glass to lift a hold": {
      ...releases(liftHold, {
        release: s.held.slug,
        hold: s.held.hold,
        reason,
        breakGlass: true,
      }),
      may: ["engineer"],
    },
    "call a review": {
      command: scheduleReview,
      scope: "releases",
      input: { title: "Readiness", start: "2027-01-07T15:00", zone: "UTC", covers: { releases: [release] } },
      may: people.filter((name) => name !== "auditor"),
    },
    "move a review": { ...keepsReview(moveReview, { review: s.review.next, start: "2099-01-09T15:00" }) },
    "cancel a review": { ...keepsReview(cancelReview, { review: s.review.next, reason }) },
    "record attendance": {
      command: recordAttendance,
      scope: "releases",
      input: { review: s.review.past, people: [at("mia")] },
      may: ["member", "champion", "engineer", "admin"],
    },
    "write minutes": {
      command: writeMinutes,
      scope: "releases",
      input: { review: s.review.past, text: "# Readiness", version: 0 },
      may: ["member", "champion", "engineer", "admin"],
    },
    "tick attendance": {
      command: tickAttendance,
      scope: "releases",
      input: { review: s.review.past, person: at("mia"), isPresent: true },
      may: ["member", "champion", "engineer", "admin"],
    },
    "present a review": {
      command: presentReview,
      scope: "releases",
      input: { review: s.review.past },
      may: ["member", "champion", "engineer", "admin"],
    },
    "end presenting a review": {
      command: endPresenting,
      scope: "releases",
      input: { review: s.review.written, session: s.review.session },
      may: ["member", "champion", "engineer", "admin"],
    },
    "note something on a review": {
      command: noteOnReview,
      scope: "releases",
      input: { review: s.review.past, release, item: "conclusion", text: reason },
      may: ["member", "champion", "engineer", "admin"],
    },
    "plan the time of a step": {
      command: planItem,
      scope: "releases",
      input: { review: s.review.past, release, item: "conclusion", minutes: 10 },
      may: ["member", "champion", "engineer", "admin"],
    },
    "conclude a review": signs(concludeReview, { review: s.review.past, release, outcome: "go" }, champion),
    "make a calendar address": {
      command: makeCalendarAddress,
      scope: "tokens",
      input: { person: at("mia") },
      may: ["member"],
    },
    "end a calendar address": {
      command: revokeCalendarAddress,
      scope: "tokens",
      input: { person: at("mia") },
      may: ["member", ...admin],
    },
    "make a share link": {
      command: makeShareLink,
      scope: "tokens",
      input: { release, expiresAt: s.soon },
      may: people,
    },
    "revoke a share link": {
      command: revokeShareLink,
      scope: "tokens",
      input: { id: s.shared.id },
      may: ["member", "champion", "admin"],
    },
    acknowledge: signs(
      acknowledgeRequirement,
      { release, gate: "informed", requirement: "told", role: "engineer", subjectDigest: s.digests.told },
      ["engineer"],
    ),
    waive: signs(
      waiveRequirement,
      {
        release,
        gate: s.open.gate,
        requirement: s.open.requirement,
        reason,
        expiresAt: "2099-01-01T00:00:00Z",
        owner: at("mia"),
      },
      ["security"],
    ),
    "end a pending decision": {
      command: endPendingDecision,
      scope: "*",
      input: { id: s.pending, how: "void" },
      may: ["worker"],
    },
    "introduce a ledger key": {
      command: introduceLedgerKey,
      scope: "*",
      input: { note: "None." },
      may: ["worker"],
      ends: "conflict",
    },
    "send reminders": {
      command: sendReminders,
      scope: "*",
      input: { release },
      may: ["worker"],
      ends: "conflict",
    },
    "remind of a pending decision": {
      command: remindOfPending,
      scope: "*",
      input: { id: s.pending },
      may: ["worker"],
      ends: "conflict",
    },
    "remind of a delegation": {
      command: remindOfDelegation,
      scope: "*",
      input: { id: s.delegation.id },
      may: ["worker"],
      ends: "conflict",
    },
    ...rollbackCommandCases(s),
    ...learningCommandCases(s),
    "report a check": {
      command: reportCheck,
      scope: "checks:schema",
      input: { release, name: "schema", bundleDigest: s.open.candidate, status: "passed" },
      // The lead is an author of this bundle.
      may: [...people.filter((name) => name !== "lead"), "machine"],
    },
  };
}
