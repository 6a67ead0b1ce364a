import { policyOf } from "@/lib/gates/load-gates";
import type { Stage } from "@/lib/gates/model";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { canOnRelease, loadAuthority, onRelease } from "./authority";
import { datesDigest, datesOf } from "./dates";
import { datesChanged } from "./events";
import { assertState } from "./rules";
import { ChangeDates } from "./schemas";
import { replaceVersion } from "./store";

/** Plans the days of a release: its target, and when each stage is to be left. No signature depends on them, what is due does. */
export const changeDates = command({
  name: "dates.change",
  input: ChangeDates,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  // What no rule proves to be a tightening is a loosening.
  allow: (actor, authority) => canOnRelease(authority, actor, "plan.change", { loosening: true }),
  subject: (authority, { targetDate, stages }) => onRelease(authority, { targetDate, stages }),
  run: async ({ tx, input: { targetDate, stages, ifMatch }, facts: authority, now }) => {
    const { version, release, template } = authority;
    assertState("plan.change", version);
    checkDays(stages, template.parsed.stages);
    const before = datesOf(version);
    refuseOvertaken(ifMatch, datesDigest(before));
    await replaceVersion(tx, {
      releaseId: release.id,
      current: version,
      change: { targetDate, plannedDays: stages },
      now,
    });
    const after = { targetDate, stages };
    return {
      value: after,
      entries: [datesChanged({ releaseId: release.id, policy: policyOf(authority), before, after })],
    };
  },
});

/** Days of stages that the release has, none before that of an earlier stage. */
function checkDays(days: Readonly<Record<string, string>>, stages: readonly Stage[]): void {
  const unknown = Object.keys(days).find((key) => !stages.some((stage) => stage.key === key));
  if (unknown !== undefined) refuse(unknown, "is no stage of this release", "the key of a stage");
  let latest: { title: string; day: string } | null = null;
  for (const { key, title } of stages) {
    const day = days[key];
    if (day === undefined) continue;
    if (latest !== null && day < latest.day)
      refuse(key, `is before ${latest.title} is to be left`, `${latest.day} or later`);
    latest = { title, day };
  }
}

function refuse(stage: string, message: string, expected: string): never {
  const faults = [{ path: `/stages/${stage}`, message, expected }];
  throw new AppError("invalid-input", `/stages/${stage}: ${message}`, { faults });
}
