import type { CommandSpec } from "@/lib/cli/command";
import { digest } from "@/lib/cli/table/shared";

/** Of going back, its rehearsals, and the machine that carries it out. */
export const rollbackCommands: readonly CommandSpec[] = [
  {
    name: "runner",
    summary: "run the scripts of rollbacks on this machine",
    description:
      "Asks the server for steps whose executor is a command and runs them, one after the other. It runs a file of --scripts alone, as it was when the runner was started, named by its digest in a step that is signed with --key; without a shell, as this user, with this environment but COUNTERSIGN_TOKEN. What it began is kept in --dir, so that no attempt is run twice. A script says what is served afterwards by its last line: serving sha256:…, serving none, or serving and JSON with a digest for each component.",
    arguments: [],
    options: [
      {
        name: "scripts",
        value: "DIR",
        summary: "the scripts that may run: the files of a folder",
        required: true,
      },
      {
        name: "key",
        value: "KEY",
        summary: "the key that steps have to be signed with; the server says its at /api/v1/runner/key",
        required: true,
      },
      { name: "allow", value: "DIGEST", summary: "only this script of the folder", repeats: true },
      { name: "dir", value: "DIR", summary: "the runner's own folder; .countersign-runner unless told" },
      { name: "release", value: "SLUG", summary: "only steps of this release", repeats: true },
      {
        name: "component",
        value: "KEY",
        summary: "only steps of releases that carry this component",
        repeats: true,
      },
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
    ],
  },
];
