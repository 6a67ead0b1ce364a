import { soakWords } from "@/lib/rollouts/soak";
import {
  hasDrifted,
  isObjectedTo,
  isReady,
  owedBefore,
  type CourseFacts,
  type CourseFault,
  whyStopped,
} from "./stage-course";

interface Question {
  course: CourseFacts;
  components: readonly { key: string; candidate: string | null }[];
}

/** Why a release cannot be completed now, or null: at its last stage, its last step of exposure soaked, nothing open, owed or drifted, no hold. */
export function whyNotComplete({ course, components }: Question): CourseFault | null {
  const { state, stage, stages, gates, lastStep = null } = course;
  const last = stages.at(-1);
  if (state !== "active") return refuse("release-not-active", `The release is ${state}.`);
  if (last === undefined || stage !== last.key)
    return refuse("conflict", `The release is at ${stage}, not at its last stage ${last?.key}.`);
  const stopped = whyStopped(course);
  if (stopped !== null) return stopped;
  const missing = components.filter(({ candidate }) => candidate === null).map(({ key }) => key);
  if (missing.length > 0) return refuse("conflict", `There is no candidate of ${missing.join(", ")}.`);
  const waiting = gates.filter((gate) =>
    gate.stage === last.key ? !isReady(gate) : hasDrifted(gate) || isObjectedTo(gate),
  );
  if (waiting.length > 0)
    return {
      code: "gate-not-ready",
      message: `Not ready: ${waiting.map(({ key }) => key).join(", ")}.`,
      blockers: waiting.flatMap(({ blockers }) => blockers),
    };
  const open = course.concerns.filter(({ answer }) => answer === null).length;
  if (open > 0)
    return refuse("conflict", `${open === 1 ? "A concern is" : `${open} concerns are`} not answered yet.`);
  const owed = owedBefore(course, null);
  if (owed !== null) return owed;
  return lastStep === null || lastStep.soak.isMet
    ? null
    : refuse("exposure-not-ready", `Completing waits: ${soakWords(lastStep.soak, lastStep)}`);
}

function refuse(code: CourseFault["code"], message: string): CourseFault {
  return { code, message, blockers: [] };
}
