import { registerBundle } from "@/lib/bundles/register-bundle";
import { pauseComponent } from "@/lib/catalogue/pause-component";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { invitePerson } from "@/lib/identity/invite-person";
import { startSession } from "@/lib/identity/sessions";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { getGate } from "@/lib/gates/queries";
import { saveView } from "@/lib/releases/change-views";
import { createRota } from "@/lib/policy/create-rota";
import { overrideShift } from "@/lib/policy/override-shift";
import type { RotaDocument } from "@/lib/policy/rota-schemas";
import { createEndpoint } from "@/lib/notifications/create-endpoint";
import { newId } from "@/lib/platform/ids";
import { DecisionPending } from "@/lib/platform/gathering";
import { delegateRole } from "@/lib/policy/delegate-role";
import { advanceStage } from "@/lib/releases/advance-stage";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { placeHold } from "@/lib/releases/place-hold";
import { makeCalendarAddress } from "@/lib/reviews/make-calendar-address";
import { makeShareLink } from "@/lib/sharing/make-share-link";
import { presentReview } from "@/lib/reviews/present-review";
import { scheduleReview } from "@/lib/reviews/schedule-review";
import { writeMinutes } from "@/lib/reviews/write-minutes";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { threshold } from "@/lib/metrics/fixtures/criteria";
import { Criteria } from "@/lib/metrics/schemas";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { appliedAttempts, appliedTemplate } from "@/lib/testing/applied";
import { exposureActs, ladderedTemplate } from "@/lib/testing/laddered";
import { cancelDrill } from "@/lib/rollbacks/cancel-drill";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { rollingTemplate } from "@/lib/testing/rolling";
import { queueAttempt } from "@/lib/testing/rollback-rows";
import { type LearningStage, withPostMortems } from "./learning-stage";
import { signLog } from "@/lib/testing/sign-log";
import { releaseWithTarget, targetArtifact } from "@/lib/testing/targets";
import { manifestOf, type World } from "@/lib/testing/world";
import { releaseActs } from "@/lib/testing/release-acts";
import { type SampleRelease, sampleTemplate } from "@/lib/testing/release";

/** What callers try their hands at: releases in every state that a command needs. */
export interface Stage {
  draft: SampleRelease;
  open: SampleRelease;
  ready: SampleRelease;
  /** At its last stage. */
  advanced: SampleRelease;
  /** Id of its hold. */
  held: SampleRelease & { hold: string };
  /** Id of a window in a year that will not come, of a component that nothing else moves; and of a lifted hold of the organisation. */
  freeze: string;
  organisationHold: string;
  /** Components that no release moves: one that goes on, and one that is paused. */
  quietComponent: string;
  pausedComponent: string;
  /** At a canary: with no exposure, with 5 % that is not confirmed, and with its exposure paused. */
  growing: SampleRelease;
  exposed: SampleRelease;
  paused: SampleRelease;
  /** With 5 % that its stage's executor could not set, and with 5 % that nobody took in time. */
  unapplied: SampleRelease;
  untaken: SampleRelease;
  /** Id of its rollback, which is proposed; and one that has a plan to drill and is not exposed. */
  goingBack: SampleRelease & { rollback: string };
  rehearsing: SampleRelease;
  /** Id of a drill that was cancelled, and a time within the next hours. */
  drill: string;
  soon: string;
  /** Id of the veto. */
  vetoed: SampleRelease & { vote: string };
  /** Id of a reviewer's request for work. */
  objected: SampleRelease & { vote: string };
  /** Id of what mia owes by rita's approval, as a reviewer. */
  obliged: SampleRelease & { obligation: string };
  /** Id of the review that is owed since ed, an engineer, broke the glass. */
  broken: SampleRelease & { obligation: string };
  /** Id of a concern about `open` by mia, who holds no role. */
  concern: string;
  /** Current digests of what is signed, acknowledged. */
  digests: { reviewed: string; told: string };
  /** Of the team owners, with ed and rita on it; its override is ed's. */
  rota: { key: string; document: RotaDocument; until: string; override: string };
  /** Id of a proposal by rob, a reviewer, to cancel a release, which takes the champion and a reviewer. */
  pending: string;
  /** Of rita's role to mia, on the advanced release. */
  delegation: { id: string; until: string };
  /** A bundle of `open` that is not its candidate. */
  otherBundle: string;
  /** One that records a command. */
  replayable: string;
  manifest: ReturnType<typeof manifestOf>;
  /** With which mia sets her password. */
  code: string;
  /** Ids of mia's token and the machine's. */
  tokens: { mia: string; pipeline: string };
  /** Id of a view that mia shares. */
  view: string;
  /** Mia's link to `open`. */
  shared: { id: string; token: string };
  /** Names of reviews of `open`, called by mia with the engineers invited: one to come, one past, one with minutes, which mia presents. Mia has a calendar address. */
  review: { next: string; past: string; written: string; session: string };
  /** Mia's session and identity. */
  session: string;
  identity: string;
  template: string;
  /** Ids of an address that events are posted to, and of a message to mia that was given up. */
  webhook: string;
  delivery: string;
  /** Ids of attempts: of a script that waits, of one that the machine runs, of a webhook that waits, and of one that an address verifies. */
  attempts: { script: string; running: string; webhook: string; unverified: string; release: string };
  rollbackPlan: unknown;
  /** Releases whose target is due to be fetched, and is fetched by the machine: the id of that check, and what it is of. */
  target: { due: string; checked: string; check: string; component: string; sha256: string };
  learning: LearningStage;
  /** Why `held` was put on hold, in its entry. */
  text: { seq: number; path: string };
}

const someDay = { from: "2099-01-01T00:00:00Z", until: "2099-01-02T00:00:00Z" };

/** Makes it in a world whose callers are there, and signs its log. */
export async function makeStage(world: World, template: string): Promise<Stage> {
  const stage = await fillStage(world, template);
  const notices = await fillNotices(world);
  await signLog(world.kernel);
  const { seq } = await world.kernel.db.prisma.ledgerSequence.findFirstOrThrow({
    where: { entry: { type: "hold.placed" } },
    orderBy: { seq: "asc" },
  });
  return { ...stage, ...notices, text: { seq: Number(seq), path: "reason" } };
}

async function fillNotices(world: World): Promise<Pick<Stage, "webhook" | "delivery">> {
  const { kernel } = world;
  const asked = { title: "Everything", url: "https://hooks.example.org/in" };
  const { id } = await createEndpoint.execute(kernel, asked, world.call(await world.actor("ada")));
  const now = world.clock.now();
  const delivery = newId();
  await kernel.db.prisma.noticeDelivery.create({
    data: {
      id: delivery,
      channel: "email",
      personId: (await world.actor("mia")).id,
      state: "dead",
      dueAt: now,
      at: now,
      attempts: 10,
      endedAt: now,
    },
  });
  return { webhook: id, delivery };
}

async function fillStage(
  world: World,
  template: string,
): Promise<Omit<Stage, "text" | "webhook" | "delivery">> {
  const { kernel } = world;
  const { sign, advancing, signing } = releaseActs(() => world);
  const signed = async (slug: string) => {
    const release = await world.release({ slug });
    await sign(release, "ed", "engineer");
    await sign(release, "rita", "reviewer");
    return release;
  };
  const advanced = await signed("advanced");
  await (
    await advancing(advanced)
  )(kernel);
  const open = await world.release({ slug: "open" });
  const held = await world.release({ slug: "held" });
  const vetoed = await world.release({ slug: "vetoed" });
  const cora = world.call(await world.actor("cora"));
  const hold = await placeHold.execute(kernel, { release: held.slug, reason: "Wait." }, cora);
  const freeze = await setFreeze.execute(
    kernel,
    { title: "Some day", reason: "Wait.", component: held.component, once: someDay },
    cora,
  );
  const organisationHold = await placeOrganisationHold.execute(kernel, { reason: "Wait." }, cora);
  await liftOrganisationHold.execute(kernel, { hold: organisationHold.id, reason: "It is over." }, cora);
  for (const key of ["quiet", "paused"]) await world.component(key, "owners", "cora");
  await pauseComponent.execute(kernel, { key: "paused", reason: "Wait." }, cora);
  const veto = await signing(vetoed, { by: "sid", role: "security", vote: "reject" });
  const objected = await world.release({ slug: "objected" });
  const request = await signing(objected, { by: "rita", role: "reviewer", vote: "needs-work" });
  const token = async (where: { person: { email: string } } | { machine: { key: string } }) =>
    (await kernel.db.prisma.token.findFirstOrThrow({ where })).id;
  const digestOf = async (gate: string) =>
    (await getGate(kernel.db.prisma, { slug: open.slug, gate, actor: world.system, now: world.clock.now() }))
      .requirements[0]?.subjectDigest ?? "";
  const obliged = await world.release({ slug: "obliged" });
  const condition = { text: "Ask support.", owner: world.emailOf("mia"), due: "2099-01-01" };
  const approve = await signing(obliged, { by: "rita", role: "reviewer", conditions: [condition] });
  const broken = await world.release({ slug: "broken" });
  const reason = "The old model is withdrawn.";
  await advanceStage.execute(
    kernel,
    { release: broken.slug, stage: broken.stage, breakGlass: true, reason },
    world.call(await world.actor("ed")),
  );
  const review = await kernel.db.prisma.obligation.findFirstOrThrow({
    where: { kind: "break-glass-review" },
  });
  return {
    obliged: { ...obliged, obligation: (await approve(kernel)).obligations[0] ?? "" },
    broken: { ...broken, obligation: review.id },
    ...(await laddered(world)),
    ...(await rolling(world)),
    ...(await unapplied(world)),
    draft: await world.release({ slug: "draft", draft: true }),
    open,
    ready: await signed("ready"),
    advanced,
    held: { ...held, hold: hold.id },
    freeze: freeze.id,
    organisationHold: organisationHold.id,
    quietComponent: "quiet",
    pausedComponent: "paused",
    vetoed: { ...vetoed, vote: (await veto(kernel)).id },
    objected: { ...objected, vote: (await request(kernel)).id },
    concern: (
      await raiseConcern.execute(
        kernel,
        { release: open.slug, text: "Nobody speaks of the night." },
        world.call(await world.actor("mia")),
      )
    ).id,
    rota: await withOverride(world),
    pending: await proposed(world),
    delegation: await delegated(world, advanced.slug),
    digests: { reviewed: await digestOf("ready-to-go"), told: await digestOf("informed") },
    otherBundle: await world.bundle(open.component, { code: "c2", "model-weights": "w2" }, "lea"),
    replayable: await replayable(world, open.component),
    manifest: manifestOf(open.component, { code: "c3" }, []),
    code: (
      await invitePerson.execute(
        kernel,
        { person: world.emailOf("mia") },
        world.call({ kind: "system", job: "operator" }),
      )
    ).code,
    tokens: {
      mia: await token({ person: { email: world.emailOf("mia") } }),
      pipeline: await token({ machine: { key: "pipeline" } }),
    },
    view: (
      await saveView.execute(
        kernel,
        { name: "Shared", query: "status=blocked", shared: true },
        world.call(await world.actor("mia")),
      )
    ).id,
    review: await called(world, open.slug),
    shared: await makeShareLink.execute(
      kernel,
      {
        release: open.slug,
        expiresAt: new Date(world.clock.now().getTime() + 30 * 86_400_000).toISOString(),
      },
      world.call(await world.actor("mia")),
    ),
    ...(await signedIn(world)),
    template,
    attempts: await withAttempts(world),
    target: await withTargets(world),
    learning: await withPostMortems(world, { draft: open.slug, review: held.slug }),
    rollbackPlan: parse(
      readFileSync(new URL("../../releases/fixtures/rollback-plan.yaml", import.meta.url), "utf8"),
    ),
  };
}

async function replayable(world: World, component: string): Promise<string> {
  const replay = { command: ["true"], expects: [] };
  const manifest = { ...manifestOf(component, { code: "c4" }), replay };
  const lea = world.call(await world.actor("lea"));
  return (await registerBundle.execute(world.kernel, { component, manifest }, lea)).digest;
}

async function laddered(world: World): Promise<Pick<Stage, "growing" | "exposed" | "paused">> {
  await world.template(ladderedTemplate, "cora");
  const { increase, pause } = exposureActs(() => world);
  const release = (slug: string) => world.release({ slug, template: ladderedTemplate.key });
  const [growing, exposed, paused] = [
    await release("growing"),
    await release("exposed"),
    await release("paused"),
  ];
  await (
    await increase(exposed, 5)
  )();
  await pause(paused);
  await changeCriteria.execute(
    world.kernel,
    { release: growing.slug, document: Criteria.parse([threshold]) },
    world.call(await world.actor("cora")),
  );
  return { growing, exposed, paused };
}

async function rolling(world: World): Promise<Pick<Stage, "goingBack" | "rehearsing" | "drill" | "soon">> {
  await world.template(rollingTemplate, "cora");
  const { increase, confirm } = exposureActs(() => world);
  const goingBack = await world.release({ slug: "going-back", template: rollingTemplate.key });
  await (
    await increase(goingBack, 5)
  )();
  await confirm(goingBack, 5);
  const { id } = await proposeRollback.execute(
    world.kernel,
    { release: goingBack.slug, severity: "sev1", reason: "Answers are wrong." },
    world.call(await world.actor("cora")),
  );
  const rehearsing = await world.release({ slug: "rehearsing", template: rollingTemplate.key });
  const cora = world.call(await world.actor("cora"));
  const asked = { release: rehearsing.slug, level: "tabletop" } as const;
  const { id: drill } = await startDrill.execute(world.kernel, asked, cora);
  await cancelDrill.execute(world.kernel, { release: rehearsing.slug, drill, reason: "Not now." }, cora);
  const soon = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
  return { goingBack: { ...goingBack, rollback: id }, rehearsing, drill, soon };
}

async function unapplied(world: World): Promise<Pick<Stage, "unapplied" | "untaken">> {
  const webhook = { type: "webhook" as const, url: "https://example.org/hook" };
  await world.template(appliedTemplate("applied", webhook), "cora");
  const { increase } = exposureActs(() => world);
  const release = (slug: string) => world.release({ slug, template: "applied" });
  const [failed, untaken] = [await release("unapplied"), await release("untaken")];
  const { prisma } = world.kernel.db;
  const now = world.clock.now();
  for (const [of, change] of [
    [failed, { state: "failed", endedAt: now, isFinal: true }],
    [untaken, { dueAt: new Date(now.getTime() - 1) }],
  ] as const) {
    await (
      await increase(of, 5)
    )();
    const [attempt] = await appliedAttempts(world.kernel, of);
    await prisma.rollbackAttempt.update({ where: { id: attempt?.id ?? "" }, data: change });
  }
  return { unapplied: failed, untaken };
}

async function withAttempts({ kernel, release }: World): Promise<Stage["attempts"]> {
  const { prisma } = kernel.db;
  const script = { type: "command" as const, artifact: "rollback-script" as const, args: [] };
  const webhook = { type: "webhook" as const, url: "https://example.org/hook" };
  const queued = async (slug: string, asked: Omit<Parameters<typeof queueAttempt>[1], "release">) =>
    (await queueAttempt(kernel, { release: (await release({ slug })).slug, ...asked })).attempt;
  const waits = await queued("waits-for-a-runner", { executor: script, dueInMs: 86_400_000 });
  const running = await queued("runs", { executor: script, dueInMs: 86_400_000 });
  const sent = await queued("waits-for-the-worker", { executor: webhook, dueInMs: 86_400_000 });
  const http = { url: "https://example.org/health", expect: 200 };
  const unverified = await queued("waits-for-an-address", {
    executor: webhook,
    verify: { http },
    stepState: "verifying",
    dueInMs: 86_400_000,
  });
  const { id: machineId } = await prisma.machine.findUniqueOrThrow({ where: { key: "pipeline" } });
  const claimedAt = kernel.clock.now();
  await prisma.rollbackAttempt.update({
    where: { id: running },
    data: { state: "claimed", claimedAt, machineId },
  });
  await prisma.rollbackOutput.create({
    data: { attemptId: running, position: 0, text: "Putting back.", at: claimedAt },
  });
  await prisma.rollbackAttempt.update({
    where: { id: unverified },
    data: { state: "succeeded", claimedAt, endedAt: claimedAt },
  });
  return { script: waits, running, webhook: sent, unverified, release: "runs" };
}

async function withTargets(world: World): Promise<Stage["target"]> {
  const { prisma } = world.kernel.db;
  const artifact = targetArtifact("model", "the old one");
  const due = await releaseWithTarget(world, { slug: "target-due", artifacts: [artifact] });
  const { slug, component, target } = await releaseWithTarget(world, {
    slug: "target-checked",
    artifacts: [artifact],
  });
  const { id: machineId } = await prisma.machine.findUniqueOrThrow({ where: { key: "pipeline" } });
  const { id: releaseId } = await prisma.release.findUniqueOrThrow({ where: { slug } });
  const claimedAt = world.clock.now();
  const check = newId();
  const { kind, name, sha256 = "", size = 0 } = artifact;
  const artifacts = [{ component, bundle: target, kind, name, uri: null, sha256, size }];
  const dueAt = new Date(claimedAt.getTime() + 86_400_000);
  await prisma.rollbackTargetCheck.create({
    data: { id: check, releaseId, machineId, artifacts, state: "claimed", claimedAt, dueAt },
  });
  return { due: due.slug, checked: slug, check, component, sha256 };
}

async function called(world: World, release: string): Promise<Stage["review"]> {
  const mia = world.call(await world.actor("mia"));
  const call = async (start: string) =>
    (
      await scheduleReview.execute(
        world.kernel,
        {
          title: "Readiness",
          start,
          zone: "UTC",
          covers: { releases: [release] },
          invited: { roles: ["engineer"] },
        },
        mia,
      )
    ).review;
  const [next, past, written] = [
    await call("2099-01-01T15:00"),
    await call("2020-01-02T15:00"),
    await call("2020-01-03T15:00"),
  ];
  await writeMinutes.execute(world.kernel, { review: written, text: "# Readiness", version: 0 }, mia);
  await makeCalendarAddress.execute(world.kernel, { person: world.emailOf("mia") }, mia);
  const { session } = await presentReview.execute(world.kernel, { review: written }, mia);
  return { next, past, written, session };
}

async function withOverride(world: World): Promise<Stage["rota"]> {
  const { kernel } = world;
  const now = world.clock.now().getTime();
  const starting = `${new Date(now - 86_400_000).toISOString().slice(0, 10)}T09:00`;
  const people = ["ed", "rita"].map(world.emailOf);
  const document = { zone: "Europe/Berlin", people, handover: { starting, every: "FREQ=WEEKLY" } };
  const key = "days";
  await createRota.execute(
    kernel,
    { key, title: "Days", team: "owners", rota: document },
    world.call(await world.actor("lea")),
  );
  const until = new Date(now + 30 * 86_400_000).toISOString();
  const ed = world.call(await world.actor("ed"));
  const asked = { key, person: world.emailOf("ed"), until, reason: "Because of the test." };
  const { id: override } = await overrideShift.execute(kernel, asked, ed);
  return { key, document, until, override };
}

async function delegated(world: World, release: string): Promise<Stage["delegation"]> {
  const until = new Date(world.clock.now().getTime() + 86_400_000).toISOString();
  const asked = { role: "reviewer", to: world.emailOf("mia"), release, until, reason: "On leave." };
  const rita = world.call(await world.actor("rita"));
  return { id: (await delegateRole.execute(world.kernel, asked, rita)).id, until };
}

async function proposed(world: World): Promise<string> {
  const rights = sampleTemplate.rights.map((row) =>
    row.decision === "release.cancel"
      ? { ...row, slots: [...row.slots, { roles: ["reviewer"], count: 1, allowAuthor: true }] }
      : row,
  );
  await world.template({ ...sampleTemplate, key: "by-two", rights }, "cora");
  const { slug } = await world.release({ slug: "together", template: "by-two" });
  const rob = world.call(await world.actor("rob"));
  const answer = await cancelRelease
    .execute(world.kernel, { release: slug, reason: "Not needed." }, rob)
    .then(
      () => null,
      (error: unknown) => (error instanceof DecisionPending ? error.answer : null),
    );
  if (answer === null) throw new Error("the proposal was not recorded");
  return answer.pendingDecision.id;
}

/** A session and two identities of mia's, as sign-ins by the provider leave them. */
async function signedIn(world: World): Promise<{ session: string; identity: string }> {
  const { id: personId } = await world.actor("mia");
  const now = world.clock.now();
  const linked = {
    personId,
    issuer: "https://login.example.org",
    emailVerified: true,
    linkedAt: now,
    seenAt: now,
  };
  const ids = ["mia", "mia-2"].map((subject) => ({ id: newId(), subject }));
  await world.kernel.db.prisma.externalIdentity.createMany({
    data: ids.map((one) => ({ ...one, ...linked })),
  });
  const session = await startSession(world.kernel, { personId, userAgent: "test" });
  return { identity: ids[0]?.id ?? "", session };
}
