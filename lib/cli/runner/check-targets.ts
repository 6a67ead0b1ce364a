import { asAnswer } from "@/lib/cli/answers";
import { type Api, path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { checkLimitMs } from "@/lib/rollbacks/target-freshness";
import { type ArtifactSaid, TargetCheck } from "@/lib/rollbacks/target-schemas";
import type { Allowed } from "./allowed";
import { fetchArtifact, type Found, type Wanted } from "./fetch-artifact";

interface Fetching {
  io: Io;
  api: Api;
  allowed: Allowed;
  /** How long a place may stay silent; tests are less patient. */
  idleMs?: number;
}

interface Asked {
  releases: readonly string[];
  components: readonly string[];
}

export interface TargetChecks {
  /** Takes what is due and fetches it; false where nothing is. */
  once: (asked: Asked) => Promise<boolean>;
  /** The same beside everything else, one at a time and not too often: a step must not wait for a large file. */
  beside: (asked: Asked) => Promise<void>;
  /** Ends what is under way: what is not read yet is told to be unknown. */
  end: () => Promise<void>;
}

const pauseMs = 30_000;
const patienceMs = 30_000;

/** Fetches what plans go back to, from where this runner may, and tells what was found. */
export function targetChecks(fetching: Fetching): TargetChecks {
  const { io } = fetching;
  const stop = new AbortController();
  let underWay: Promise<void> | null = null;
  let nextMs = 0;
  return {
    once: async (asked) => {
      const check = await claim(fetching, asked);
      if (check !== null) await carryOut(fetching, check, stop.signal);
      return check !== null;
    },
    beside: async (asked) => {
      if (underWay !== null || io.nowMs() < nextMs) return;
      const check = await claim(fetching, asked);
      if (check === null) {
        nextMs = io.nowMs() + pauseMs;
        return;
      }
      underWay = carryOut(fetching, check, stop.signal)
        // Its time passes, and it is taken again.
        .catch((error: unknown) =>
          io.warn(`${check.id}: ${error instanceof Error ? error.message : "not told"}\n`),
        )
        .finally(() => {
          underWay = null;
        });
    },
    end: async () => {
      stop.abort("The runner was ended before it was read.");
      await underWay;
    },
  };
}

async function claim({ api, io }: Fetching, { releases, components }: Asked): Promise<TargetCheck | null> {
  const { check } = asAnswer(
    (
      await api.post("/runner/target-checks", {
        ...(releases.length > 0 && { releases }),
        ...(components.length > 0 && { components }),
      })
    ).body,
  );
  if (check === null || check === undefined) return null;
  const parsed = TargetCheck.safeParse(check);
  if (parsed.success) return parsed.data;
  io.warn("What is to be fetched is written in another form than this runner knows; is it too old?\n");
  return null;
}

async function carryOut(fetching: Fetching, check: TargetCheck, stop: AbortSignal): Promise<void> {
  const { io, api } = fetching;
  const { id, release, artifacts } = check;
  io.write(`${id}: fetches ${artifacts.length} of what ${release} goes back to.\n`);
  const said: ArtifactSaid[] = [];
  for (const wanted of artifacts) {
    const found = await within(fetching, { wanted, dueAt: check.dueAt, stop });
    if (found.result !== "verified")
      io.warn(`${id}: ${wanted.name} of ${wanted.component}: ${found.result}. ${found.note ?? ""}\n`);
    said.push(saidOf(wanted, found));
  }
  await api.post(path`/runner/target-checks/${id}/end`, { artifacts: said });
  const good = said.filter(({ result }) => result === "verified").length;
  io.write(`${id}: ${good} of ${said.length} verified.\n`);
}

/** Each has its share of the time, so that one that is slow does not take that of the others. */
async function within(
  { allowed, idleMs = patienceMs }: Fetching,
  { wanted, dueAt, stop }: { wanted: Wanted; dueAt: string; stop: AbortSignal },
): Promise<Found> {
  const leftMs = Math.max(0, Math.min(checkLimitMs([wanted]), Date.parse(dueAt) - Date.now()));
  const late = new AbortController();
  const timer = setTimeout(() => late.abort("It was not read in time."), leftMs);
  try {
    return await fetchArtifact(wanted, {
      allowed,
      signal: AbortSignal.any([stop, late.signal]),
      idleMs,
    });
  } finally {
    clearTimeout(timer);
  }
}

const mostNote = 480;

function saidOf({ component, kind, name }: Wanted, { result, sha256, note }: Found): ArtifactSaid {
  return {
    component,
    kind,
    name,
    result,
    ...(sha256 !== undefined && { sha256 }),
    ...(note !== undefined && { note: oneLine(note) }),
  };
}

/** What others wrote, such as the name of a host, as one line that can be stored. */
function oneLine(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, " ").trim();
  return Array.from(plain === "" ? "It failed." : plain)
    .slice(0, mostNote)
    .join("");
}
