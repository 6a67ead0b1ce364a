import { deliverCheckpoint } from "@/lib/audit/delivery-jobs";
import { deliveryKinds } from "@/lib/audit/delivery-rules";
import { keepCheckpoints } from "@/lib/audit/keep-checkpoints";
import { sequence } from "@/lib/audit/sequencer";
import { growTree } from "@/lib/audit/tree-store";
import { keepFindings } from "@/lib/gates/findings-kept";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { enterDueVerdicts } from "@/lib/metrics/enter-verdicts";
import { refreshFacts } from "@/lib/insights/refresh-facts";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { keepSamples } from "@/lib/metrics/keep-samples";
import { readSources } from "@/lib/metrics/source-jobs";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { deliverDue, type Delivering } from "@/lib/notifications/deliver-jobs";
import type { Carrier } from "@/lib/notifications/delivery-store";
import { routeEntries } from "@/lib/notifications/routing-jobs";
import { kernel } from "@/lib/platform/app";
import { openPostMortems } from "@/lib/learning/open-post-mortems";
import { tendRollbacks } from "@/lib/rollbacks/tend-rollbacks";
import { readEnv } from "@/lib/platform/env";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import { noHosts, parseAllowedHosts, withHostOf } from "@/lib/platform/public-addresses";
import { carryOutWaiting, type Carrying } from "@/lib/rollbacks/carry-out";
import { tendApplying } from "@/lib/rollouts/tend-applying";
import { verifyDue } from "@/lib/rollbacks/verify-due";
import { settlePending } from "@/lib/policy/pending-decisions";

/** Work that the worker repeats. `run` may be called twice for one moment and says why that is safe. */
export interface Job {
  name: string;
  intervalMs: number;
  /** `stopping` is raised when the worker is to end: what goes on for long leaves off then. */
  run(now: Date, stopping?: AbortSignal): Promise<void>;
}

/** What is sent at the same time: one that answers slowly keeps no other waiting, and no exposure keeps a rollback's steps. */
const lanes = 4;
const lanesOfSteps = 2;
/** Apart, so that a slow mail server keeps no post waiting, and slow receivers no mail. */
const lanesOfMessages: readonly Carrier[] = ["mail", "mail", "post", "post", "post"];

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
      // What is numbered enters the tree at once. Where it cannot, numbering goes on: the tree's own job tries again and says so.
      if ((batch?.sequenced ?? 0) > 0) await growTree(kernel()).catch(() => undefined);
    },
  },
  {
    // Safe twice: one at a time, and a node is written once.
    name: "grow the ledger's tree",
    intervalMs: 100,
    run: async () => {
      while ((await growTree(kernel())) > 0);
    },
  },
  {
    // Safe twice: one at a time, and the same tree is signed once.
    name: "sign checkpoints",
    intervalMs: 1_000,
    run: () => keepCheckpoints(kernel(), readEnv()),
  },
  ...deliveryKinds.map((kind) => ({
    // Safe twice: one at a time, and what is sent again has the id that it had.
    name: `deliver checkpoints by ${kind}`,
    intervalMs: 1_000,
    run: async () => {
      await deliverCheckpoint(kernel(), kind, readEnv());
    },
  })),
  {
    // Safe twice: it writes what the facts say at the time.
    name: "refresh projections",
    intervalMs: 250,
    run: async () => {
      await refreshProjections(kernel());
    },
  },
  {
    // Safe twice: one at a time on a release, and it writes what its records say.
    name: "compute how releases went",
    intervalMs: 1_000,
    run: async () => {
      while ((await refreshFacts(kernel())) > 0);
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
    // Safe twice: the cursor's row is locked, and moves with what it writes.
    name: "tell who hears of it",
    intervalMs: 500,
    run: async () => {
      while ((await routeEntries(kernel(), { email: readEnv().COUNTERSIGN_SMTP_URL !== undefined })) > 0);
    },
  },
  ...lanesOfMessages.map((by, lane) => ({
    // Safe twice: a message is claimed before it is sent, and what is sent again has the id that it had.
    name: `deliver messages ${lane + 1}, by ${by}`,
    intervalMs: 1_000,
    run: async (_now: Date, stopping?: AbortSignal) => {
      await deliverDue(kernel(), delivering(), { by, stopping });
    },
  })),
  {
    // Safe twice: a read is claimed while it is under way, and a time that is read again brings duplicates.
    name: "read metric sources",
    intervalMs: 500,
    run: () => readSources(kernel()),
  },
  {
    // Safe twice: a track is locked while it is evaluated, and each step has one first verdict by its key.
    name: "evaluate criteria",
    intervalMs: 250,
    run: async () => {
      await syncTracks(kernel());
      let evaluated = 0;
      for (let some = 1; some > 0; evaluated += some) some = await evaluateDue(kernel());
      // What a breach leads to does not wait for the next turn of its own job.
      if (evaluated > 0) await tendRollbacks(kernel());
    },
  },
  {
    // Safe twice: a track is locked while its verdicts are entered, and what the ledger has is entered no more.
    name: "enter verdicts in the ledger",
    intervalMs: 1_000,
    run: async () => {
      await enterDueVerdicts(kernel());
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
    // Safe twice: an event has one post-mortem by a unique index; a missed run is caught up.
    name: "open post-mortems",
    intervalMs: 2_000,
    run: async () => {
      await openPostMortems(kernel());
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
  ...Array.from({ length: lanes }, (_, lane) => ({
    // Safe twice: an attempt is claimed once, before anything is sent.
    name: `carry out attempts ${lane + 1}`,
    intervalMs: 500,
    run: async () => {
      await carryOutWaiting(kernel(), carrying(), { stepsOnly: lane < lanesOfSteps });
    },
  })),
  {
    // Safe twice: each is decided anew under the release's lock, from what stands.
    name: "tend the applying of exposures",
    intervalMs: 1_000,
    run: () => tendApplying(kernel()),
  },
  {
    // Safe twice: asking changes nothing, and a step is verified once.
    name: "verify steps",
    intervalMs: 2_000,
    run: () => verifyDue(kernel(), allowedHosts()),
  },
];

const allowedHosts = () => parseAllowedHosts(readEnv().COUNTERSIGN_ALLOWED_PRIVATE_HOSTS ?? "") ?? noHosts;

function carrying(): Carrying {
  const env = readEnv();
  const { COUNTERSIGN_UNLEASH_URL: url, COUNTERSIGN_UNLEASH_TOKEN: token } = env;
  const allowed = allowedHosts();
  return {
    secret: env.COUNTERSIGN_SECRET,
    url: env.COUNTERSIGN_URL,
    allowed,
    unleash:
      url === undefined || token === undefined ? null : { url, token, allowed: withHostOf(allowed, url) },
  };
}

function delivering(): Delivering {
  const env = readEnv();
  const { COUNTERSIGN_SMTP_URL: url, COUNTERSIGN_MAIL_FROM: from } = env;
  return {
    site: env.COUNTERSIGN_URL,
    secret: env.COUNTERSIGN_SECRET,
    allowed: allowedHosts(),
    mail: url === undefined || from === undefined ? null : { url, from },
  };
}
