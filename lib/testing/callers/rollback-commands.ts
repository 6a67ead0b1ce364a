import { advanceRollback } from "@/lib/rollbacks/advance-rollback";
import { askForTarget } from "@/lib/rollbacks/ask-for-target";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelDrill } from "@/lib/rollbacks/cancel-drill";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { claimTargetCheck } from "@/lib/rollbacks/claim-target-check";
import { completeStep } from "@/lib/rollbacks/complete-step";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { endTargetCheck } from "@/lib/rollbacks/end-target-check";
import { endorseRollback } from "@/lib/rollbacks/endorse-rollback";
import { overrideBreach } from "@/lib/rollbacks/override-breach";
import { postUpdate } from "@/lib/rollbacks/post-update";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { retryStep } from "@/lib/rollbacks/retry-step";
import { silenceEscalation } from "@/lib/rollbacks/silence-escalation";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { takeOverStep } from "@/lib/rollbacks/take-over-step";
import { tendDrill } from "@/lib/rollbacks/tend-drill";
import { enterVerdicts } from "@/lib/metrics/enter-verdicts";
import { tendEpisode } from "@/lib/rollbacks/tend-episode";
import type { CallerName } from "./callers";
import type { AnyCommand, CommandCase } from "./commands";
import type { Stage } from "./stage";

const nothing = "01890a5d-ac96-774b-bcce-b302099a8057";

/** What is decided about going back. The rollback is proposed: what comes later in its course ends for those who may in a conflict. */
export function rollbackCommandCases(s: Stage): Record<string, CommandCase> {
  const { slug: release, rollback } = s.goingBack;
  const reason = "Because of the test.";
  const until = "2099-01-01T00:00:00Z";
  const rollbacks = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[],
    ends?: string,
  ): CommandCase => ({ command, scope: "rollbacks", input, may, ...(ends !== undefined && { ends }) });
  const worker = (command: AnyCommand, input: Record<string, unknown>): CommandCase => ({
    command,
    scope: "*",
    input,
    may: ["worker"],
    ends: "conflict",
  });
  const takingPart = ["champion", "engineer", "reviewer", "security"] as const;
  return {
    "propose a rollback": rollbacks(proposeRollback, { release, severity: "sev1", reason }, [
      "champion",
      "engineer",
      "reviewer",
    ]),
    "authorise a rollback": rollbacks(authoriseRollback, { rollback }, ["engineer"]),
    "decline a rollback": rollbacks(declineRollback, { rollback, reason, until }, ["engineer", "reviewer"]),
    "cancel a rollback": rollbacks(cancelRollback, { rollback, reason }, ["champion"]),
    "endorse a rollback": rollbacks(endorseRollback, { rollback }, ["champion", "reviewer"], "conflict"),
    "complete a step": rollbacks(
      completeStep,
      { rollback, step: "stop", outcome: "done", note: reason },
      ["engineer"],
      "conflict",
    ),
    "retry a step": rollbacks(retryStep, { rollback, step: "stop", reason }, ["engineer"], "conflict"),
    "take a step over": rollbacks(takeOverStep, { rollback, step: "stop", reason }, ["engineer"], "conflict"),
    "complete a step by break-glass": rollbacks(
      completeStep,
      { rollback, step: "stop", outcome: "done", note: reason, breakGlass: true, reason },
      ["engineer"],
      "conflict",
    ),
    "post an update": rollbacks(postUpdate, { rollback, text: "We look at it." }, takingPart),
    "silence an escalation": rollbacks(silenceEscalation, { rollback, until: s.soon }, takingPart),
    "override a breach": rollbacks(
      overrideBreach,
      { release, criterion: "latency", reason, until },
      ["reviewer"],
      "conflict",
    ),
    "start a drill": rollbacks(startDrill, { release: s.rehearsing.slug, level: "tabletop" }, [
      "champion",
      "engineer",
    ]),
    "cancel a drill": rollbacks(
      cancelDrill,
      { release: s.rehearsing.slug, drill: nothing, reason },
      ["champion", "engineer"],
      "conflict",
    ),
    "ask for a target": rollbacks(askForTarget, { release: s.target.due }, [
      "champion",
      "engineer",
      "reviewer",
    ]),
    "claim a target": {
      command: claimTargetCheck,
      scope: "runner",
      input: { releases: [s.target.due] },
      may: ["machine"],
    },
    "report a target": {
      command: endTargetCheck,
      scope: "runner",
      input: {
        release: s.target.checked,
        check: s.target.check,
        artifacts: [
          {
            component: s.target.component,
            kind: "code",
            name: "model",
            result: "verified",
            sha256: s.target.sha256,
          },
        ],
      },
      may: ["machine"],
    },
    "advance a rollback": worker(advanceRollback, { rollback }),
    "tend an episode": worker(tendEpisode, { release, criterion: "latency" }),
    "enter verdicts": worker(enterVerdicts, { release, track: nothing }),
    "tend a drill": worker(tendDrill, { release: s.rehearsing.slug, drill: s.drill }),
  };
}
