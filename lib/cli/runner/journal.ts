import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { wrongUsage } from "@/lib/cli/failure";
import { takeLock } from "@/lib/platform/folder-lock";
import type { StepSaid } from "@/lib/rollbacks/attempt-schemas";

/** What a runner keeps of each attempt, so that none is run twice whenever it is ended. */
type Line =
  | { attempt: string; at: string; what: "begun" }
  | { attempt: string; at: string; what: "ended"; said: StepSaid }
  | { attempt: string; at: string; what: "reported" };

interface Standing {
  said: StepSaid | null;
  isReported: boolean;
}

export interface Journal {
  knows: (attempt: string) => boolean;
  begin: (attempt: string) => void;
  end: (attempt: string, said: StepSaid) => void;
  reported: (attempt: string) => void;
  /** What was not told to the server yet; of what was begun and not ended nobody knows what came of it. */
  unreported: () => { attempt: string; said: StepSaid }[];
  close: () => Promise<void>;
}

const unknown: StepSaid = {
  succeeded: false,
  note: "The runner was ended while the script ran. What came of it is not known, and it may still be running.",
};

/** Opens the journal of a folder, for one runner at a time. */
export async function openJournal(folder: string): Promise<Journal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const taken = await takeLock(join(folder, "lock"), { patienceMs: 0 });
  if ("heldBy" in taken)
    throw wrongUsage(
      `Process ${taken.heldBy} is a runner with this folder: ${folder}`,
      "Each runner has a folder of its own: --dir DIR",
    );
  const file = join(folder, "journal");
  const standings = new Map<string, Standing>();
  const text = readIfThere(file);
  for (const line of linesOf(text)) note(standings, line);
  const at = openSync(file, "a", 0o600);
  // What a power cut left of a line stays a line of its own.
  if (text !== "" && !text.endsWith("\n")) writeSync(at, "\n");
  syncFolder(folder);
  const write = (line: Line): void => {
    writeSync(at, `${JSON.stringify(line)}\n`);
    fsyncSync(at);
    note(standings, line);
  };
  const now = () => new Date().toISOString();
  return {
    knows: (attempt) => standings.has(attempt),
    begin: (attempt) => write({ attempt, at: now(), what: "begun" }),
    end: (attempt, said) => write({ attempt, at: now(), what: "ended", said }),
    reported: (attempt) => write({ attempt, at: now(), what: "reported" }),
    unreported: () =>
      [...standings].flatMap(([attempt, { said, isReported }]) =>
        isReported ? [] : [{ attempt, said: said ?? unknown }],
      ),
    close: async () => {
      closeSync(at);
      await taken.lock.release();
    },
  };
}

function note(standings: Map<string, Standing>, line: Line): void {
  const before = standings.get(line.attempt) ?? { said: null, isReported: false };
  standings.set(line.attempt, {
    said: line.what === "ended" ? line.said : before.said,
    isReported: before.isReported || line.what === "reported",
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function linesOf(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

/** That the journal is there has to outlive a power cut as its lines do. */
function syncFolder(folder: string): void {
  const at = openSync(folder, "r");
  try {
    fsyncSync(at);
  } finally {
    closeSync(at);
  }
}
