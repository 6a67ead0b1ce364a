import { command } from "@/lib/platform/command";
import { durationMs } from "@/lib/platform/durations";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { freezeSet } from "./events";
import { type FreezeTimes, overAt, spansBetween, startAfter } from "./freezes";
import { findFrozenComponent } from "./load-freeze";
import { maySetFreeze } from "./may-set-freeze";
import { SetFreeze } from "./schemas";

/** Sets a time in which nothing of its scope advances. The organisation is locked, so that no advance slips past. */
export const setFreeze = command({
  name: "freeze.set",
  input: SetFreeze,
  scope: "releases",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { component: key }, { now }) => {
    const component = key === undefined ? null : await findFrozenComponent(tx, key);
    if (key !== undefined && component === null)
      throw fieldError("/component", `There is no component ${key}.`, "the key of a component");
    return { organisation: await loadOrganisation(tx, now), component };
  },
  allow: (actor, { organisation, component }) => maySetFreeze(organisation, actor, { scope: component }),
  subject: (_facts, input) => ({ releaseId: null, of: input }),
  run: async ({ tx, input, facts: { organisation, component }, actor, now }) => {
    const times = timesOf(input);
    if (isOver(times, now.getTime()))
      throw fieldError(pathOf(input), "It is over already.", "a time to come");
    const { title, reason } = input;
    const window = { id: newId(), title, reason, component: component?.key ?? null, times };
    await tx.freezeWindow.create({
      data: {
        id: window.id,
        title,
        reason,
        componentId: component?.id ?? null,
        ...columnsOf(times),
        setBy: requirePerson(actor).id,
        validFrom: now,
      },
    });
    const rights = organisation.rights === null ? null : String(organisation.rights.version);
    return {
      value: { id: window.id, title },
      entries: [freezeSet({ window, componentId: component?.id ?? null, rights })],
    };
  },
});

function timesOf({ once, recurring }: SetFreeze): FreezeTimes {
  if (once !== undefined) return { kind: "once", from: Date.parse(once.from), until: Date.parse(once.until) };
  if (recurring === undefined) throw new AppError("invalid-input", "It says no time.");
  const { duration, ...recurrence } = recurring;
  return { kind: "recurring", ...recurrence, durationMinutes: durationMs(duration) / 60_000 };
}

/** A rule can have ended before it was set. */
function isOver(times: FreezeTimes, now: number): boolean {
  return spansBetween(times, now, now + 1).length === 0 && startAfter(times, now) === null;
}

function pathOf({ once }: SetFreeze): string {
  return once === undefined ? "/recurring/rule" : "/once/until";
}

function columnsOf(times: FreezeTimes) {
  const over = overAt(times);
  const endsAt = over === null ? null : new Date(over);
  if (times.kind === "once") return { startsAt: new Date(times.from), endsAt };
  const { start, zone, rule, durationMinutes } = times;
  return { localStart: start, zone, rule, durationMinutes, endsAt };
}
