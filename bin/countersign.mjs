#!/usr/bin/env node
// Starts the command line (lib/cli) from any working directory. Through tsx's hook for require and not for import:
// on Node 20 the latter starts a thread, and with it the first answer comes 70 ms later.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL("../tsconfig.json", import.meta.url));
const require = createRequire(import.meta.url);
// The runner checks signatures over canonical JSON, whose package can only be imported, and starts once for all; so does verify.
const isImported = ["runner", "verify"].includes(process.argv[2]);
if (isImported) (await import("tsx/esm/api")).register();
else require("tsx/cjs/api").register();

const { processIo } = isImported ? await import("../lib/cli/io.ts") : require("../lib/cli/io.ts");
const { start } = isImported ? await import("../lib/cli/main.ts") : require("../lib/cli/main.ts");

const commands = {
  "release create": () => require("../lib/cli/commands/release-create.ts"),
  "release status": () => require("../lib/cli/commands/release-status.ts"),
  "release advance": () => require("../lib/cli/commands/release-advance.ts"),
  "gate status": () => require("../lib/cli/commands/gate-status.ts"),
  "gate wait": () => require("../lib/cli/commands/gate-wait.ts"),
  sign: () => require("../lib/cli/commands/sign.ts"),
  "check report": () => require("../lib/cli/commands/check-report.ts"),
  "bundle create": () => require("../lib/cli/commands/bundle-create.ts"),
  "bundle verify": () => require("../lib/cli/commands/bundle-verify.ts"),
  "bundle replay": () => require("../lib/cli/commands/bundle-replay.ts"),
  "bundle bom": () => require("../lib/cli/commands/bundle-bom.ts"),
  "bundle diff": () => require("../lib/cli/commands/bundle-diff.ts"),
  "template publish": () => require("../lib/cli/commands/template-publish.ts"),
  "template show": () => require("../lib/cli/commands/template-show.ts"),
  "metrics push": () => require("../lib/cli/commands/metrics-push.ts"),
  "metrics declare": () => require("../lib/cli/commands/metrics-declare.ts"),
  "metrics list": () => require("../lib/cli/commands/metrics-list.ts"),
  "criteria lint": () => require("../lib/cli/commands/criteria-lint.ts"),
  "criteria backtest": () => require("../lib/cli/commands/criteria-backtest.ts"),
  "criteria override": () => require("../lib/cli/commands/criteria-override.ts"),
  "rollback start": () => require("../lib/cli/commands/rollback-start.ts"),
  "rollback authorise": () => require("../lib/cli/commands/rollback-authorise.ts"),
  "rollback decline": () => require("../lib/cli/commands/rollback-decline.ts"),
  "rollback endorse": () => require("../lib/cli/commands/rollback-endorse.ts"),
  "rollback status": () => require("../lib/cli/commands/rollback-status.ts"),
  "rollback verify": () => require("../lib/cli/commands/rollback-verify.ts"),
  "rollback step complete": () => require("../lib/cli/commands/rollback-step-complete.ts"),
  "rollback step retry": () => require("../lib/cli/commands/rollback-step-retry.ts"),
  "rollback step take-over": () => require("../lib/cli/commands/rollback-step-take-over.ts"),
  "drill start": () => require("../lib/cli/commands/drill-start.ts"),
  "drill list": () => require("../lib/cli/commands/drill-list.ts"),
  "postmortem list": () => require("../lib/cli/commands/postmortem-list.ts"),
  "postmortem show": () => require("../lib/cli/commands/postmortem-show.ts"),
  runner: () => import("../lib/cli/commands/runner.ts"),
  export: () => require("../lib/cli/commands/export.ts"),
  verify: () => import("../lib/cli/commands/verify.ts"),
};

process.exitCode = await start({
  argv: process.argv.slice(2),
  io: processIo(),
  load: (name) => commands[name](),
});
