import type { Manifest } from "@/lib/bundles/schemas";
import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { toParty } from "@/lib/policy/can";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { changesSince, type PartChange } from "./change-since";
import { openConcerns } from "./concerns";
import type { OpenConcern, Principal } from "./page-model";
import { type Evaluated, evaluatedReleases, madeFor } from "./evaluated";
import { dueReleases } from "./refresh-projections";
import { gateIn, type LoadedGates, meaningOf, stateOf } from "./load-gates";
import { type ObligationView, obligationView, stagesAhead } from "./obligation-views";
import { owedOn } from "./owed";
import type { Blocker, GateState } from "./state-model";
import { inInboxOrder } from "./inbox-order";
import { type Reminded, type RemindedWaiver, waiversRunningOut } from "./running-out";
import { type Task, tasksIn } from "./tasks";
import { type WaitingClock, waitingClocks, type Waits, waitsOn } from "./waiting-clocks";
import { dueIn } from "./view";
import { championRole } from "@/lib/releases/model";
import type { Party } from "@/lib/policy/model";

/** Something that waits for the reader's decision. */
export interface InboxItem {
  release: { slug: string; title: string };
  stage: { key: string; title: string };
  gate: { key: string; title: string; objective: string };
  /** null: the gate's approval. */
  requirement: { key: string; title: string; guidance: string | null } | null;
  /** waiver: one of the reader's own runs out. */
  kind: Task["kind"] | "waiver";
  /** null: a waiver is its owner's, whatever their roles. */
  role: string | null;
  /** For whom, where it is not for themselves. */
  onBehalfOf: Principal | null;
  /** What the signature states. */
  meaning: string | null;
  subjectDigest: string;
  status: string;
  /** Epoch ms. */
  since: number;
  /** Epoch ms at which it has to be done, or the waiver runs out; null: at no time. */
  dueAt: number | null;
  reminded: Reminded | null;
  /** How long it has waited for the role; null: it waits for none. */
  clock: Waits | null;
  /** Who waits for it. */
  waiting: Pick<Party, "name" | "email">[];
  /** What the reader, or whoever they act for, signed last here, and what differs since; null: never. */
  last: { vote: string; at: number; reason: string | null; changes: PartChange[] } | null;
  /** What others object to, shown to whoever signs. */
  objections: Blocker[];
  /** Of its release, and not answered yet. */
  concerns: OpenConcern[];
  /** Stages that have not begun, before which a condition can be met. */
  ahead: { key: string; title: string }[];
}

/** What a person owes on a release. */
export interface OwedItem extends ObligationView {
  release: { slug: string; title: string };
}

export interface Inbox {
  items: InboxItem[];
  obligations: OwedItem[];
}

/** More that is due at once is the worker's. */
const dueOnReading = 500;

/** What waits for a person over all releases they can see: decisions, overdue first and then the longest wait, and what they owe, overdue first. */
export async function inboxOf(db: Reader, { actor, now }: { actor: PersonActor; now: Date }): Promise<Inbox> {
  // What a broken glass obliges to is owed beyond the end of its release.
  const where = Prisma.sql`r.id = ANY(ARRAY(
    SELECT p.release_id FROM release_projections p WHERE p.waiting_people @> ARRAY[${actor.id}::uuid]
    UNION SELECT id FROM (${dueReleases(now, dueOnReading)}) due))`;
  const items: InboxItem[] = [];
  const obligations: OwedItem[] = [];
  for (const evaluated of await evaluatedReleases(db, { where, actor, now })) {
    items.push(...(await madeFor(evaluated, `inbox ${actor.id}`, () => itemsIn(db, evaluated, actor.id))));
    obligations.push(...owedBy(evaluated, actor));
  }
  return {
    items: inInboxOrder(items, now.getTime()),
    obligations: obligations.sort(
      (a, b) => a.dueAt - b.dueAt || a.release.slug.localeCompare(b.release.slug),
    ),
  };
}

function owedBy({ loaded, states }: Evaluated, actor: PersonActor): OwedItem[] {
  const { slug, title } = loaded.authority.release;
  return owedOn(loaded, states)
    .filter(({ waitingOn }) => waitingOn.some(({ id }) => id === actor.id))
    .map((each) => ({ ...obligationView(loaded, each, actor), release: { slug, title } }));
}

/** What waits for a person in one release. */
export async function itemsIn(
  db: Reader,
  { loaded, states, reading }: Evaluated,
  personId: string,
): Promise<InboxItem[]> {
  if (loaded.authority.version.state !== "active") return [];
  const all = tasksIn(reading, states);
  const tasks = all.filter((task) => task.personId === personId);
  const waivers = waiversRunningOut(loaded, states).filter(({ people }) => people?.includes(personId));
  if (tasks.length + waivers.length === 0) return [];
  const gates = new Map(states.map((gate) => [gate.key, gate]));
  const manifests = tasks.length === 0 ? new Map<string, Manifest>() : await manifestsOf(db, loaded);
  const clocks = waitingClocks(loaded, { states, tasks: all });
  const waiting = (reading.holdersNow.get(championRole) ?? []).map(({ name, email }) => ({ name, email }));
  return [
    ...tasks.flatMap(
      (task) => itemOf({ task, loaded, gate: gates.get(task.gate), manifests, waiting, clocks }) ?? [],
    ),
    ...waivers.map((waiver) => waiverItem({ waiver, loaded, waiting })),
  ];
}

/** Manifests of all candidates that the release ever had. */
export async function manifestsOf(
  db: Reader,
  { facts }: Pick<LoadedGates, "facts">,
): Promise<Map<string, Manifest>> {
  const digests = [...new Set(facts.candidates.map((candidate) => candidate.digest))];
  const rows = await db.bundle.findMany({
    where: { digest: { in: digests } },
    select: { digest: true, manifest: true },
  });
  return new Map(rows.map((row) => [row.digest, JSON.parse(row.manifest) as Manifest]));
}

/** What the person signed last on a requirement in a role, and what differs since. */
export function lastSigned({
  loaded,
  personId,
  on,
  current,
  manifests,
}: {
  loaded: LoadedGates;
  personId: string;
  on: { gate: string; requirement: string | null };
  current: Record<string, string | null>;
  manifests: ReadonlyMap<string, Manifest>;
}): InboxItem["last"] {
  const votes = loaded.rows.votes.filter(
    (vote) =>
      vote.gate === on.gate &&
      vote.requirement === on.requirement &&
      vote.principalId === personId &&
      vote.vote !== "comment",
  );
  const read = loaded.rows.acknowledgements.filter(
    (each) => each.gate === on.gate && each.requirement === on.requirement && each.personId === personId,
  );
  const vote = votes.at(-1);
  const acknowledged = read.at(-1);
  const latest =
    vote ?? (acknowledged === undefined ? undefined : { ...acknowledged, vote: "acknowledge", reason: null });
  if (latest === undefined) return null;
  const changes = changesSince({
    signed: latest.subject,
    current,
    signedAt: latest.at,
    candidates: loaded.facts.candidates,
    manifests,
  });
  return { vote: latest.vote, at: latest.at, reason: latest.reason, changes };
}

/** What an item is about, whatever it asks. */
function placeOf(
  loaded: LoadedGates,
  on: { gate: string; requirement: string | null },
): Pick<InboxItem, "release" | "stage" | "gate" | "requirement"> {
  const { gate, stage, requirement } = gateIn(loaded, on.gate, on.requirement);
  const { slug, title } = loaded.authority.release;
  return {
    release: { slug, title },
    stage: { key: stage.key, title: stage.title },
    gate: { key: gate.key, title: gate.title, objective: gate.objective },
    requirement:
      requirement === null
        ? null
        : {
            key: requirement.key,
            title: requirement.title ?? requirement.key,
            guidance: requirement.guidance ?? null,
          },
  };
}

/** Their own waiver: to have met what it covers, or to ask for another one. */
function waiverItem({
  waiver,
  loaded,
  waiting,
}: {
  waiver: RemindedWaiver;
  loaded: LoadedGates;
  waiting: InboxItem["waiting"];
}): InboxItem {
  const { state, reached, deadline } = waiver;
  return {
    ...placeOf(loaded, waiver),
    kind: "waiver",
    role: null,
    onBehalfOf: null,
    meaning: null,
    subjectDigest: state.subjectDigest,
    status: state.status,
    since: reached.at,
    dueAt: deadline,
    reminded: { level: reached.level, at: reached.at },
    clock: null,
    waiting,
    last: null,
    objections: [],
    concerns: [],
    ahead: [],
  };
}

function itemOf({
  task,
  loaded,
  gate: state,
  manifests,
  waiting,
  clocks,
}: {
  task: Task;
  loaded: LoadedGates;
  gate: GateState | undefined;
  manifests: ReadonlyMap<string, Manifest>;
  waiting: InboxItem["waiting"];
  clocks: readonly WaitingClock[];
}): InboxItem | null {
  const current = state === undefined ? null : stateOf(state, task.requirement);
  if (state === undefined || current === null) return null;
  const { requirement } = gateIn(loaded, task.gate, task.requirement);
  const { onBehalfOf } = task;
  const principal = loaded.authority.people.find(({ id }) => id === onBehalfOf?.personId);
  const personId = onBehalfOf?.personId ?? task.personId;
  const { due, reminded } = dueIn(loaded, { gate: state, requirement: requirement ?? undefined });
  return {
    ...placeOf(loaded, task),
    kind: task.kind,
    role: task.role,
    onBehalfOf:
      onBehalfOf === null || principal === undefined
        ? null
        : { ...toParty(principal), until: onBehalfOf.until },
    meaning: meaningOf(loaded, { gate: task.gate, requirement: task.requirement, role: task.role }),
    subjectDigest: task.subjectDigest,
    status: current.status,
    since: task.since,
    dueAt: due?.at ?? null,
    reminded,
    clock: waitsOn(clocks, task, loaded.at).find(({ role }) => role === task.role) ?? null,
    waiting,
    last: lastSigned({ loaded, personId, on: task, current: current.subject, manifests }),
    objections: current.blockers.filter(
      (blocker) => blocker.code === "veto" || blocker.code === "needs-work",
    ),
    concerns: openConcerns(loaded),
    ahead: stagesAhead(loaded),
  };
}
