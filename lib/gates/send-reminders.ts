import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { Slug } from "@/lib/platform/names";
import { byWorker } from "@/lib/policy/by-worker";
import { evaluateRelease } from "./evaluate";
import { type LoadedGates, loadGates } from "./load-gates";
import { readFacts } from "./reading";
import { type NewReminder, writeReminders } from "./reminder-store";
import { targetTime } from "./reviewer-clock";
import { remindersDue, runningOut, whoIsAsked } from "./running-out";
import type { GateState } from "./state-model";
import { tasksOf } from "./tasks";
import { clocksDue, waitingClocks, whomClockAsks } from "./waiting-clocks";

/**
 * Reminds of all that runs out in a release. It waits for no decision on it: what is signed in the same moment is reminded of once too
 * often at most, and that no level is reached twice stands in the database.
 */
export const sendReminders = command({
  name: "reminder.send",
  input: z.strictObject({ release: Slug }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { release }, { now, actor }) => loadGates(tx, { slug: release, actor, now }),
  allow: (actor) => byWorker(actor, "Reminders are sent by themselves."),
  run: async ({ tx, facts: loaded, now }) => {
    const releaseId = loaded.authority.release.id;
    const states = evaluateRelease(loaded.facts, loaded.at);
    const due = remindersDue(runningOut(loaded, states), now.getTime());
    const asks = whoIsAsked(loaded);
    const running = due.map(({ of, level }) => ({
      releaseId,
      kind: of.kind,
      about: of.about,
      deadline: of.deadline,
      level,
      asked: asks(of),
      subjects: { gate: of.gate, requirement: of.requirement },
    }));
    const waiting = waitingReminders(loaded, states, now.getTime());
    const [first, ...others] = await writeReminders(tx, [...running, ...waiting], now);
    if (first === undefined) throw new AppError("conflict", "Nobody has to be reminded of anything now.");
    // Lists find the next one when they are computed anew; a reminder is no decision, so `changed_at` stays.
    await tx.$executeRaw`UPDATE release_projections SET due_at = ${now} WHERE release_id = ${releaseId}::uuid`;
    return { value: { sent: others.length + 1 }, entries: [first, ...others] };
  },
});

/** Of what has waited for a role for so long. */
function waitingReminders(loaded: LoadedGates, states: readonly GateState[], now: number): NewReminder[] {
  const clocks = waitingClocks(loaded, { states, tasks: tasksOf(loaded.facts, loaded.at) });
  const reading = readFacts(loaded.facts, loaded.at);
  return clocksDue(clocks, loaded, now).map(({ of, level }) => ({
    releaseId: loaded.authority.release.id,
    kind: "waiting",
    about: of.about,
    deadline: targetTime(of, now),
    level,
    asked: whomClockAsks(of, level, reading),
    subjects: { gate: of.gate, requirement: of.requirement, role: of.role },
  }));
}
