import type { CommandSpec } from "@/lib/cli/command";
import { digest, slug } from "@/lib/cli/table/shared";

const release = "silero-vad-v6";
const id = "0197b7f2-8c1e-7d3a-9a51-4f0c2f6f1a77";
const rollback = {
  name: "ROLLBACK",
  summary: "its id, or a release, as in its address: the latest rollback of it",
};
const step = { name: "STEP", summary: "key of the step, or its place in the plan" };
const drill = { name: "drill", summary: "with a release: its latest rehearsal instead" };
const severity = {
  name: "severity",
  value: "SEVERITY",
  choices: ["sev1", "sev2", "sev3", "sev4"],
} as const;
const severityMeans = "how bad it is, as the plan measures it";
const note = { name: "note", value: "TEXT", summary: "what happened, for the record", required: true };
const recorded = { 3: "recorded, and others have to agree first" };

const breakGlass = {
  name: "break-glass",
  summary: "alone, where the template lets you; a review by somebody else and a post-mortem follow",
};
const glassCovers =
  "Breaking the glass covers all that you do to the steps of this rollback; it is broken once and reviewed once.";

/** Of going back, its rehearsals, and the machine that carries it out. */
export const rollbackCommands: readonly CommandSpec[] = [
  {
    name: "rollback start",
    summary: "propose that a release goes back; exposure is paused at once",
    description:
      "Nothing goes back before somebody authorises it, or the plan's time to decide ends in silence.",
    arguments: [slug],
    options: [
      { ...severity, summary: severityMeans, required: true },
      { name: "reason", value: "TEXT", summary: "what is wrong", required: true },
    ],
    examples: [
      {
        line: `countersign rollback start ${release} --severity sev1 --reason "p95 doubled in region eu"`,
        says: "prints the id; while a rollback is under way it joins that one",
      },
    ],
  },
  {
    name: "rollback authorise",
    summary: "decide that the release goes back, which starts it",
    arguments: [rollback],
    options: [{ name: "reason", value: "TEXT", summary: "why, for the record" }, breakGlass, drill],
    examples: [
      { line: `countersign rollback authorise ${release}`, says: "the latest of a release" },
      { line: `countersign rollback authorise ${id}`, says: "just this one" },
      {
        line: `countersign rollback authorise ${release} --break-glass --reason "nobody else answers, callers hear noise"`,
        says: "in place of several",
      },
    ],
    exits: recorded,
  },
  {
    name: "rollback decline",
    summary: "decide that the release does not go back",
    description:
      "The criteria are evaluated on. A breach that still stands when the time ends is proposed again.",
    arguments: [rollback],
    options: [
      { name: "reason", value: "TEXT", summary: "why not", required: true },
      {
        name: "until",
        value: "TIME",
        summary: "until when exposure stays as it is: a time, or how long from now",
        required: true,
      },
      drill,
    ],
    examples: [
      {
        line: `countersign rollback decline ${release} --until 4h --reason "the sensor is broken, not the model"`,
        says: "for four hours",
      },
    ],
    exits: recorded,
  },
  {
    name: "rollback endorse",
    summary: "say that a stable rollback is good, which ends it",
    arguments: [rollback],
    options: [{ name: "reason", value: "TEXT", summary: "why, for the record" }, drill],
    examples: [
      { line: `countersign rollback endorse ${release}`, says: "closes the breaches behind it as well" },
    ],
    exits: recorded,
  },
  {
    name: "rollback status",
    summary: "show where a rollback stands, its clocks, and what is awaited of whom",
    arguments: [rollback],
    options: [drill],
    examples: [
      { line: `countersign rollback status ${release}`, says: "for people" },
      {
        line: `countersign rollback status ${release} --json > rollback.json`,
        says: "for programs; the exit status is the same",
      },
    ],
    exits: {
      0: "stable or over: endorsed, declined or cancelled; or the release has none",
      3: "it is under way",
      4: "it failed, or waits for people past its time",
    },
  },
  {
    name: "rollback verify",
    summary: "have what a release goes back to fetched and verified anew, by a runner",
    arguments: [slug],
    options: [],
    examples: [
      {
        line: `countersign rollback verify ${release}`,
        says: "then see countersign rollback status for what was found",
      },
    ],
  },
  {
    name: "rollback step complete",
    summary: "say how a step went that is done by hand, or whether it had its effect",
    description: glassCovers,
    arguments: [rollback, step],
    options: [
      note,
      {
        name: "outcome",
        value: "OUTCOME",
        summary: "how it went; done unless told",
        choices: ["done", "failed"],
      },
      {
        name: "serving",
        value: "DIGEST",
        summary: "the digest that is served now, where the step asks for it",
      },
      breakGlass,
      { name: "reason", value: "TEXT", summary: "why the glass is broken" },
      drill,
    ],
    examples: [
      {
        line: `countersign rollback step complete ${release} stop-traffic --note "weights of the canary are 0"`,
        says: "it is done",
      },
      {
        line: `countersign rollback step complete ${release} 2 --serving ${digest} --note "seen on both hosts"`,
        says: "the second step, with what is served",
      },
    ],
  },
  {
    name: "rollback step retry",
    summary: "have a step that failed tried again",
    description: glassCovers,
    arguments: [rollback, step],
    options: [{ ...note, summary: "why it can work now" }, breakGlass, drill],
    examples: [
      {
        line: `countersign rollback step retry ${release} swap-model --note "the registry answers again"`,
        says: "as another attempt",
      },
    ],
  },
  {
    name: "rollback step take-over",
    summary: "do by hand what failed, or what nobody has begun",
    description: glassCovers,
    arguments: [rollback, step],
    options: [{ ...note, summary: "why you do it by hand" }, breakGlass, drill],
    examples: [
      {
        line: `countersign rollback step take-over ${release} swap-model --note "the runner is down"`,
        says: "then report it with countersign rollback step complete",
      },
    ],
  },
  {
    name: "drill start",
    summary: "rehearse the agreed rollback plan",
    description:
      "With a failure, samples are made up that the criterion has to find; without one, the rollback is proposed at once. Real metrics, exposure and systems are not touched.",
    arguments: [slug],
    options: [
      {
        name: "level",
        value: "LEVEL",
        summary: "talked through, without effect, or on staging",
        required: true,
        choices: ["tabletop", "dry-run", "staging"],
      },
      {
        name: "failure",
        value: "MODE",
        summary: "how the samples fail",
        choices: ["step-change", "ramp", "spike", "silence", "nan-flood", "slow-leak", "one-slice"],
      },
      { name: "criterion", value: "KEY", summary: "the criterion that should find it" },
      { ...severity, summary: `${severityMeans}; sev1 unless told` },
    ],
    examples: [
      {
        line: `countersign drill start ${release} --level dry-run --failure step-change --criterion p95-latency`,
        says: "from detection on",
      },
      { line: `countersign drill start ${release} --level tabletop --severity sev2`, says: "talked through" },
    ],
    exits: recorded,
  },
  {
    name: "drill list",
    summary: "show what was drilled, with what was missed",
    arguments: [{ ...slug, optional: true, summary: "one release; all that you see unless told" }],
    options: [],
    examples: [
      { line: `countersign drill list ${release}`, says: "of a release" },
      { line: "countersign drill list", says: "of all" },
    ],
  },
  {
    name: "postmortem list",
    summary: "show post-mortems, with how far each is written",
    arguments: [{ ...slug, optional: true, summary: "one release; all that you see unless told" }],
    options: [],
    examples: [
      { line: `countersign postmortem list ${release}`, says: "of a release" },
      { line: "countersign postmortem list", says: "of all" },
    ],
  },
  {
    name: "postmortem show",
    summary: "show one: what was learned, and what is done about it",
    arguments: [{ name: "ID", summary: "as `countersign postmortem list` shows it" }],
    options: [],
    examples: [
      {
        line: "countersign postmortem show 01890a5d-ac96-774b-bcce-b302099a8057",
        says: "its answers and actions",
      },
    ],
  },
  {
    name: "runner",
    summary: "run scripts of rollbacks and exposures here, and fetch what plans go back to",
    description:
      "Asks the server for work; it needs --scripts and --key, or something to fetch from, or both. Takes steps of rollbacks, and exposures that were decided, whose executor is a command, and runs them, one after the other. It runs a file of --scripts alone, as it was when the runner was started, named by its digest in a step that is signed with --key; without a shell, as this user, with this environment but COUNTERSIGN_TOKEN. What it began is kept in --dir, so that no attempt is run twice. A script says what is served afterwards by its last line: serving sha256:…, serving none, or serving and JSON with a digest for each component; of an exposure which share it sees set: exposure 25. With --fetch-from or --node-modules it looks whether what plans go back to is still there, and hashes it; nothing is kept, and nothing that was not allowed is touched.",
    arguments: [],
    options: [
      {
        name: "scripts",
        value: "DIR",
        summary: "the scripts that may run: the files of a folder",
      },
      {
        name: "key",
        value: "KEY",
        summary: "the key that steps have to be signed with; the server says its at /api/v1/runner/key",
      },
      { name: "allow", value: "DIGEST", summary: "only this script of the folder", repeats: true },
      {
        name: "fetch-from",
        value: "PREFIX",
        summary: "a folder, or the beginning of an http or https address, from which it may fetch",
        repeats: true,
      },
      {
        name: "node-modules",
        value: "DIR",
        summary: "a node_modules folder in which npm: addresses are looked up",
        repeats: true,
      },
      {
        name: "fetch-limit",
        value: "GIB",
        summary: "it reads nothing larger than this many GiB; 256 unless told",
      },
      { name: "dir", value: "DIR", summary: "the runner's own folder; .countersign-runner unless told" },
      { name: "release", value: "SLUG", summary: "only steps of this release", repeats: true },
      {
        name: "component",
        value: "KEY",
        summary: "only steps of releases that carry this component",
        repeats: true,
      },
      { name: "steps-only", summary: "only rollbacks: an exposure's script never keeps them waiting" },
      { name: "staging", summary: "the runner of a staging environment: drills there, and nothing else" },
      {
        name: "run-dry",
        summary: "run scripts in rehearsals too: they heed COUNTERSIGN_DRY_RUN; else it says what would run",
      },
      { name: "once", summary: "end when nothing waits any more" },
    ],
    examples: [
      {
        line: "countersign runner --scripts /opt/rollback --dir /var/lib/countersign-runner --key ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        says: "as a service; SIGTERM ends it after what runs",
      },
      {
        line: `countersign runner --scripts scripts --allow ${digest} --component silero-vad --staging --key ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo`,
        says: "one script, for drills on staging",
      },
      {
        line: "countersign runner --fetch-from https://models.example.org/releases/ --fetch-from /srv/models",
        says: "no scripts: just whether what plans go back to can still be fetched",
      },
    ],
  },
];
