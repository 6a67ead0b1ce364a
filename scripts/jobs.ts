import { sequence } from "@/lib/audit/sequencer";
import { keepFindings } from "@/lib/gates/findings-kept";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { keepSamples } from "@/lib/metrics/keep-samples";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { kernel } from "@/lib/platform/app";
import { tendRollbacks } from "@/lib/rollbacks/tend-rollbacks";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import { settlePending } from "@/lib/policy/pending-decisions";

/** Work that the worker repeats. `run` may be called twice for one moment and says why that is safe. */
export interface Job {
  name: string;
  intervalMs: number;
  run(now: Date): Promise<void>;
}

let knowsWhatIsNumbered = false;

export const jobs: Job[] = [
  {
    // Safe twice: the horizon's row is locked, an entry has at most one number.
    name: "sequence the ledger",
    intervalMs: 50,
    run: async () => {
      const everything = !knowsWhatIsNumbered;
      knowsWhatIsNumbered = false;
      const batch = await sequence(kernel().db, { everything });
      // After a failure the next run looks at the whole ledger again; null means that another one is at work.
      knowsWhatIsNumbered = batch !== null || !everything;
    },
  },
  {
    // Safe twice: it writes what the facts say at the time.
    name: "refresh projections",
    intervalMs: 250,
    run: async () => {
      await refreshProjections(kernel());
    },
  },
  {
    // Safe twice: it writes what holds at the time.
    name: "keep what nobody can decide",
    intervalMs: 5_000,
    run: () => keepFindings(kernel()),
  },
  {
    // Safe twice: each is ended once, under its lock; a vote judges for itself.
    name: "settle pending decisions",
    intervalMs: 5_000,
    run: () => settlePending(kernel()),
  },
  {
    // Safe twice: each level of a deadline is reached once, by a unique index; a missed run is caught up.
    name: "send reminders",
    intervalMs: 5_000,
    run: async () => {
      await sendDueReminders(kernel());
    },
  },
  {
    // Safe twice: a track is locked while it is evaluated, and each step has one first verdict by its key.
    name: "evaluate criteria",
    intervalMs: 500,
    run: async () => {
      await syncTracks(kernel());
      while ((await evaluateDue(kernel())) > 0);
    },
  },
  {
    // Safe twice: each is decided anew under the release's lock, from what stands.
    name: "tend rollbacks",
    intervalMs: 500,
    run: async () => {
      while ((await tendRollbacks(kernel())) > 0);
    },
  },
  {
    // Safe twice: a week has one partition, and what is dropped is gone.
    name: "keep samples",
    intervalMs: 3_600_000,
    run: async () => {
      await keepSamples(kernel());
    },
  },
];
