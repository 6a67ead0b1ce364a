import type { LoadedGates } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { durationText } from "@/lib/platform/durations";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { toAbility } from "@/lib/policy/ability";
import { abilityOn } from "@/lib/releases/abilities";
import { canOnRelease, ms } from "@/lib/releases/authority";
import { authorsOfPassed, mayBreakGlass } from "@/lib/releases/break-glass";
import type { GlassView } from "@/lib/releases/glass-view";
import type { CourseFault } from "@/lib/releases/stage-course";
import { whyNotApply } from "./applying";
import { applyingAnswer, setByOf } from "./applying-queries";
import {
  type ExposureStep,
  type GrowthFacts,
  nextStep,
  presentSoak,
  presentStep,
  whyNotIncrease,
  whyNotResume,
} from "./exposure";
import { type LoadedExposure, loadExposure } from "./load-exposure";
import { increaseThroughGlass } from "./exposure-glass";
import type { ExposureAnswer, StepState } from "./exposure-schemas";
import type { ExposureView } from "./exposure-view";
import { loadApplying } from "./load-applying";
import { mayApply, mayConfirm } from "./may-confirm";

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

export async function getExposure(db: Reader, asked: Asked): Promise<ExposureAnswer> {
  return (await readExposure(db, asked)).answer;
}

async function readExposure(db: Reader, asked: Asked) {
  const read = await loadExposure(db, asked);
  const { authority } = read.loaded;
  const [changes, applying] = await Promise.all([changesOf(db, read.loaded), loadApplying(db, authority)]);
  const told = { changes, applying: await applyingAnswer(db, applying, asked.now) };
  return { read, applying, answer: answerOf(read, told) };
}

export async function getExposureView(db: Reader, asked: Asked): Promise<ExposureView> {
  const { actor } = asked;
  const { read, applying, answer } = await readExposure(db, asked);
  const { authority } = read.loaded;
  const asking = { authority, actor };
  return {
    ...answer,
    abilities: {
      increase: abilityOn(
        asking,
        "exposure.increase",
        answer.next === null ? {} : { exposure: answer.next.percent },
      ),
      pause: abilityOn(asking, "exposure.pause"),
      resume: abilityOn(asking, "exposure.resume"),
      confirm: toAbility(mayConfirm(authority, actor), actor),
      apply: toAbility(mayApply(authority, actor), actor),
    },
    applyFault: whyNotApply(applying.facts),
    resumeFault: whyNotResume(read.gates)?.message ?? null,
    glass: glassOf(read, actor, answer.next?.percent),
    candidates: authority.components.flatMap(({ key, candidate }) =>
      candidate === null ? [] : [{ component: key, digest: candidate }],
    ),
  };
}

function glassOf(
  { loaded, growth }: LoadedExposure,
  actor: Actor,
  percent: number | undefined,
): GlassView | null {
  const { authority } = loaded;
  const within = authority.template.parsed.breakGlass?.reviewWithinMs;
  if (percent === undefined || within === undefined) return null;
  const { passes } = increaseThroughGlass(growth, percent);
  if (passes === null) return null;
  const isOpen =
    canOnRelease(authority, actor, "exposure.increase", { exposure: percent }).allowed &&
    whyNotIncrease(growth, percent) === null;
  const authors = authorsOfPassed(loaded, passes);
  if (isOpen || !mayBreakGlass(authority, actor, { decision: "exposure.increase", authors }).allowed)
    return null;
  return { passes: passes.map(({ message }) => message), reviewWithinMs: within };
}

function answerOf(
  { loaded, growth }: LoadedExposure,
  { changes, applying }: Pick<ExposureAnswer, "changes" | "applying">,
): ExposureAnswer {
  const { authority, rows } = loaded;
  const { stage, state } = authority.version;
  const { stages } = growth.course;
  const next = state === "active" ? nextStep(stages, stage, growth.exposure.intended) : null;
  const { pause } = rows;
  const by = authority.people.find(({ id }) => id === pause?.by);
  const executor = authority.template.parsed.stages.find(({ key }) => key === stage)?.executor ?? null;
  return {
    stage,
    setBy: executor === null ? null : setByOf(executor),
    applying,
    ...growth.exposure,
    ladder: authority.template.parsed.stages
      .filter(({ exposure }) => exposure.length > 0)
      .map(({ key, title, exposure }) => ({
        stage: key,
        title,
        steps: exposure.map((step) => ({
          percent: step.percent,
          soak: durationText(step.soakMs),
          state: stateOf({ stage: key, ...step }, growth, next),
        })),
      })),
    soak: soakOfPresent(growth),
    pause:
      pause === null
        ? null
        : {
            reason: pause.reason,
            by: by === undefined ? null : { name: by.name, email: by.email },
            at: iso(pause.at),
          },
    next:
      next === null
        ? null
        : { percent: next.percent, refusal: refusalOf(whyNotIncrease(growth, next.percent)) },
    changes,
  };
}

function refusalOf(fault: CourseFault | null): NonNullable<ExposureAnswer["next"]>["refusal"] {
  if (fault === null) return null;
  const { code, message, blockers } = fault;
  return {
    code,
    message,
    blockers: blockers.map(({ canBeClearedBy, ...blocker }) => ({
      code: blocker.code,
      message: blocker.message,
      canBeClearedBy: canBeClearedBy.map(({ name, email }) => ({ name, email })),
    })),
  };
}

function stateOf(
  step: ExposureStep,
  { course, exposure }: GrowthFacts,
  next: ExposureStep | null,
): StepState {
  const { stages, stage } = course;
  const present = presentStep(stages, stage, exposure.intended);
  if (present?.stage === step.stage && present.percent === step.percent) return "current";
  if (next?.stage === step.stage && next.percent === step.percent) return "next";
  const at = (key: string | null) => stages.findIndex((each) => each.key === key);
  if (step.percent <= exposure.intended) return "reached";
  return at(step.stage) < at(stage) ? "left" : "ahead";
}

function soakOfPresent(growth: GrowthFacts): ExposureAnswer["soak"] {
  const present = presentSoak(growth);
  if (present === null) return null;
  const { percent, soakMs } = present.step;
  const { since, lastedMs, metAt, isMet, stoppedBy } = present.soak;
  return {
    percent,
    soak: durationText(soakMs),
    since: since === null ? null : iso(since),
    lastedMs,
    leftMs: Math.max(0, soakMs - lastedMs),
    metAt: metAt === null ? null : iso(metAt),
    isMet,
    stoppedBy,
  };
}

/** More than this is not shown at once. */
const mostChanges = 200;

/** The latest first. */
async function changesOf(db: Reader, { authority }: LoadedGates): Promise<ExposureAnswer["changes"]> {
  const rows = await readRows<Omit<ExposureAnswer["changes"][number], "at"> & { at: number | bigint }>(
    db,
    Prisma.sql`SELECT x.kind, x.stage_key AS stage, x.percent, x.reason, COALESCE(p.name, m.title) AS by, a.executor, ${ms("x.at")} AS at
      FROM exposure_changes x LEFT JOIN people p ON p.id = x.person_id LEFT JOIN machines m ON m.id = x.machine_id
        LEFT JOIN rollback_attempts a ON a.id = x.attempt_id
      WHERE x.release_id = ${authority.release.id}::uuid ORDER BY x.order DESC LIMIT ${mostChanges}`,
  );
  return rows.map(({ at, ...change }) => ({ ...change, at: iso(Number(at)) }));
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
