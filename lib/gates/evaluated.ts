import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { ReleaseAsked } from "@/lib/releases/authority";
import { freezesChangeOn, lastStepOf } from "@/lib/releases/course-of";
import { evaluateRelease } from "./evaluate";
import { type GatesText, type LoadedGates, loadGatesText, loadGatesTexts, readGates } from "./load-gates";
import { earliestAfter, readFacts, type Reading } from "./reading";
import type { GateState } from "./state-model";
import { nextClockReading } from "./waiting-clocks";

/** A release's facts with the state of its gates at `loaded.at`. */
export interface Evaluated {
  loaded: LoadedGates;
  states: GateState[];
  reading: Reading;
  /** What was made of it for one reader, by who they are; as long as it is kept itself. */
  made: Map<string, unknown>;
}

interface Kept extends Evaluated {
  text: GatesText;
  /** Epoch ms: asked from then on and before `until` it answers the same; null: until a fact changes. */
  from: number;
  until: number | null;
}

const kept = new Map<string, Kept>();
const mostReleases = 60;
const mostReaders = 24;

/**
 * A release's gates for pages. The facts are read each time, in one statement; what is computed from them is kept in the process and
 * used again while the database says the very same text and no instant has come at which time alone changes something.
 * Commands never ask here.
 */
export async function evaluatedRelease(db: Reader, asked: ReleaseAsked): Promise<Evaluated> {
  return evaluatedText(db, await loadGatesText(db, asked), asked.now);
}

/** All releases that a condition on `r` and its version `v` names and the actor sees. */
export async function evaluatedReleases(
  db: Reader,
  { where, actor, now }: { where: Prisma.Sql; actor: Actor; now: Date },
): Promise<Evaluated[]> {
  const all: Evaluated[] = [];
  for (let after: string | undefined = firstId; after !== undefined;) {
    const further = Prisma.sql`${where} AND r.id > ${after}::uuid`;
    const texts: GatesText[] = await loadGatesTexts(db, {
      where: further,
      actor,
      now,
      limit: readAtOnce,
    });
    for (const text of texts) all.push(await evaluatedText(db, text, now));
    after = texts.length < readAtOnce ? undefined : texts.at(-1)?.id;
  }
  return all;
}

/** A release's facts are some tens of kilobytes: so many are held at a time. */
const readAtOnce = 20;
const firstId = "00000000-0000-0000-0000-000000000000";

async function evaluatedText(db: Reader, text: GatesText, now: Date): Promise<Evaluated> {
  const known = kept.get(text.id);
  if (known !== undefined && isSame(known.text, text) && standsAt(known, now.getTime()))
    return remember(known);
  const fresh = await evaluate(db, text, now);
  // Other releases' stages are no part of the text, nor is who may lift what holds the organisation, or resume a component.
  const { facts, mayLiftAll, mayResume } = fresh.loaded;
  const isOfOthers = Object.keys({ ...facts.dependencies, ...mayResume }).length > 0 || mayLiftAll.length > 0;
  return isOfOthers ? fresh : remember(fresh);
}

/** The same, with nothing kept before and nothing after. */
export async function evaluatedAnew(db: Reader, asked: ReleaseAsked): Promise<Evaluated> {
  return evaluate(db, await loadGatesText(db, asked), asked.now);
}

async function evaluate(db: Reader, text: GatesText, now: Date): Promise<Kept> {
  const loaded = await readGates(db, text, now);
  const states = evaluateRelease(loaded.facts, loaded.at);
  const reading = readFacts(loaded.facts, loaded.at);
  const until = changesAfter({ loaded, states });
  return { text, loaded, states, reading, from: now.getTime(), until, made: new Map() };
}

/** The first instant at which a gate, or who may do what, changes with no new fact. */
function changesAfter({ loaded, states }: Pick<Evaluated, "loaded" | "states">): number | null {
  // Rights are judged at a time of their own, which a clock that went back puts before the gates'.
  const judged = loaded.authority.now.getTime();
  const holders = readFacts(loaded.facts, judged).nextHolderChange;
  const freezes = freezesChangeOn(loaded, judged);
  const soaked = lastStepOf(loaded)?.soak.metAt ?? null;
  const clocks = loaded.authority.version.state === "active" ? nextClockReading(judged) : null;
  const changes = states.map(({ changesAt }) => changesAt);
  return earliestAfter(judged, [holders, freezes, soaked, clocks, ...changes]);
}

/** What a reader is shown of it, made once. */
export async function madeFor<T>({ made }: Evaluated, reader: string, make: () => Promise<T>): Promise<T> {
  if (made.has(reader)) return made.get(reader) as T;
  const value = await make();
  if (made.size >= mostReaders) made.clear();
  made.set(reader, value);
  return value;
}

function isSame(a: GatesText, b: GatesText): boolean {
  return a.rows === b.rows && a.held === b.held && a.head === b.head;
}

function standsAt({ from, until, loaded }: Kept, now: number): boolean {
  return from <= now && (until === null || Math.max(now, loaded.at) < until);
}

/** The least recently used goes first. */
function remember(entry: Kept): Kept {
  const { id } = entry.text;
  kept.delete(id);
  kept.set(id, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostReleases && oldest !== undefined) kept.delete(oldest);
  return entry;
}
