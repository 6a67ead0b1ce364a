import { setTimeout as sleep } from "node:timers/promises";
import { type Dice, dice } from "@/lib/testing/search/random";
import { type Act, nextAct, type Place, type Scene } from "./acts";

/** How an act ended for whoever sent it. */
export type Outcome = "acknowledged" | "refused" | "unknown";

export interface Sent {
  act: Act;
  outcome: Outcome;
  /** How often it was sent. */
  tries: number;
}

export interface Clients {
  sent: Sent[];
  /** Details of the answers 503, each once. */
  said: Map<string, number>;
  /** Resolves once so many more acts were acknowledged. */
  acknowledged: (more: number) => Promise<void>;
  /** Lets each finish what it is about. */
  stop: () => Promise<void>;
}

interface Asked {
  url: string;
  scene: Scene;
  seed: number;
  /** How many at a time; the first of each place writes plans. */
  count: number;
}

const patienceMs = 10_000;
const pauseMs = 50;

/** People and pipelines who act at the same time, and send again under the same key whatever got no answer. */
export function startClients({ url, scene, seed, count }: Asked): Clients {
  const sent: Sent[] = [];
  const said = new Map<string, number>();
  const waiting: { at: number; done: () => void }[] = [];
  let acks = 0;
  let endsAt = Number.POSITIVE_INFINITY;
  const isEnding = () => endsAt !== Number.POSITIVE_INFINITY;

  function note(result: Sent): void {
    sent.push(result);
    if (result.outcome !== "acknowledged") return;
    acks += 1;
    for (const each of waiting.splice(0)) {
      if (each.at <= acks) each.done();
      else waiting.push(each);
    }
  }

  async function client(n: number): Promise<void> {
    const own = dice(seed * 1_000 + n);
    const place = placeOf(scene, n);
    while (!isEnding()) {
      const act = nextAct(scene, { place, dice: own, mayPlan: n < scene.places.length });
      note(await deliver({ act, url, said, dice: own, isOver: () => performance.now() > endsAt }));
    }
  }

  const all = Promise.all(Array.from({ length: count }, (_, n) => client(n)));
  return {
    sent,
    said,
    acknowledged: (more) =>
      Promise.race([all, new Promise<void>((done) => waiting.push({ at: acks + more, done }))]).then(
        () => undefined,
      ),
    stop: async () => {
      endsAt = performance.now() + patienceMs * 3;
      await all;
    },
  };
}

function placeOf({ places }: Scene, n: number): Place {
  const place = places[n % places.length];
  if (place === undefined) throw new Error("there is no release to act on");
  return place;
}

interface Delivery {
  act: Act;
  url: string;
  said: Map<string, number>;
  dice: Dice;
  /** Whether it is of no use to go on trying. */
  isOver: () => boolean;
}

/** Sends until there is an answer that says yes or no. Now and then a sender gives up, as people do. */
async function deliver({ act, url, said, dice: own, isOver }: Delivery): Promise<Sent> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt(act, url);
    if (answer !== undefined && answer.status < 500)
      return { act, outcome: answer.status < 300 ? "acknowledged" : "refused", tries };
    if (answer !== undefined) said.set(answer.detail, (said.get(answer.detail) ?? 0) + 1);
    // A plan has no key, and whoever gave one up would not know what the next one stands upon.
    if (isOver() || (act.kind !== "plan" && own.chance(0.02))) return { act, outcome: "unknown", tries };
    await sleep(pauseMs + own.below(pauseMs));
  }
}

/** A failing database is said as such; anything else that people are told is a fault, with what was logged of it. */
export function answerFaults({ said }: Clients, logOf: (requestId: string) => string[]): string[] {
  return [...said.keys()]
    .filter((words) => !words.startsWith("503 "))
    .map((words) => `answered: ${words} ${logOf(words.split(" ").at(-1)?.slice(0, -1) ?? "")[0] ?? ""}`);
}

/** One request; undefined where no whole answer came. */
async function attempt(act: Act, url: string): Promise<{ status: number; detail: string } | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1${act.path}`, {
      method: act.method,
      headers: {
        authorization: `Bearer ${act.token}`,
        "content-type": "application/json",
        "x-request-id": act.id,
        ...(act.method === "POST" ? { "idempotency-key": act.id } : {}),
      },
      body: JSON.stringify(act.body),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await answer.text();
    if (answer.status < 500) return { status: answer.status, detail: "" };
    return { status: answer.status, detail: `${answer.status} ${detailIn(text)}` };
  } catch {
    return undefined;
  }
}

function detailIn(text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    const detail =
      typeof problem === "object" && problem !== null ? Reflect.get(problem, "detail") : undefined;
    return typeof detail === "string" ? detail : text.slice(0, 100);
  } catch {
    return text.slice(0, 100);
  }
}
