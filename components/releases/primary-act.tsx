import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { ReleaseView } from "@/lib/releases/page-model";
import { CompleteAct } from "./complete-act";

export interface ReleaseActs {
  start: Act;
  advance: Act;
  placeHold: Act;
  liftHold: Act;
  overrideFreeze: Act;
  complete: Act;
  cancel: Act;
  skip: Act;
  reopen: Act;
  raiseConcern: Act;
  answerConcern: Act;
}

/** The one act that moves the release on, or what prevents it and who may. */
export function PrimaryAct({
  release,
  acts,
}: {
  release: ReleaseView;
  acts: ReleaseActs;
}): ReactElement | null {
  if (release.state === "draft") {
    const { start } = release.abilities;
    const isStaffed = release.unfilled.length === 0;
    if (start.allowed && isStaffed) return <Start release={release} act={acts.start} />;
    return (
      <Why
        label="Start the release"
        look="primary"
        align="end"
        reason={start.allowed ? null : start.reason}
        whoMay={start.allowed ? [] : start.whoMay}
        waits={isStaffed ? null : "Waits until every role that is asked for is held."}
      />
    );
  }
  const { advance, stage } = release;
  if (release.state !== "active" || stage === null) return null;
  if (advance.next === null) return <CompleteAct release={release} act={acts.complete} />;
  const label = `Advance to ${advance.next.title}`;
  if (advance.fault !== null || !advance.ability.allowed) {
    const { ability } = advance;
    return (
      <Why
        label={label}
        look="primary"
        align="end"
        reason={ability.allowed ? null : ability.reason}
        whoMay={ability.allowed ? [] : ability.whoMay}
        waits={advance.fault === null ? null : faultWords(release)}
      />
    );
  }
  return (
    <div>
      <SheetButton sheet="advance" look="primary">
        {label}
      </SheetButton>
      <Sheet id="advance" title={label}>
        <ActForm act={acts.advance} submit={label} busy="Advancing…">
          <input type="hidden" name="release" value={release.slug} />
          <input type="hidden" name="stage" value={stage} />
          <p className="text-sm text-ink-2">
            Every gate of this stage is ready. What was decided stays on record; the stage can be reopened
            while the candidate has no exposure.
          </p>
          <Together ability={advance.ability} />
          <Textarea label="Note (optional)" name="reason" rows={2} />
        </ActForm>
      </Sheet>
    </div>
  );
}

function Start({ release, act }: { release: ReleaseView; act: Act }): ReactElement {
  return (
    <div>
      <SheetButton sheet="start" look="primary">
        Start the release
      </SheetButton>
      <Sheet id="start" title="Start the release">
        <ActForm act={act} submit="Start it" busy="Starting…">
          <input type="hidden" name="release" value={release.slug} />
          <p className="text-sm text-ink-2">
            Starting pins the baselines and the policies ({release.template.title}, version{" "}
            {release.template.version}); the people who hold its roles are then asked to sign.
          </p>
          <Together ability={release.abilities.start} />
        </ActForm>
      </Sheet>
    </div>
  );
}

function faultWords(release: ReleaseView): string {
  if (release.holds.some(({ isOrganisation }) => isOrganisation))
    return "Waits: the organisation is on hold.";
  if (release.holds.length > 0) return "Waits: the release is on hold.";
  const frozen = release.freezes.find(({ override }) => override === null);
  if (frozen !== undefined) return `Waits: frozen by “${frozen.title}”.`;
  const drifted = release.stages
    .flatMap((stage) => stage.gates)
    .filter(({ drift }) => drift !== null && drift !== "none");
  if (drifted.length > 0)
    return `Waits: “${drifted.map(({ title }) => title).join("”, “")}” changed since it passed.`;
  const objectedTo = release.stages
    .flatMap((stage) => stage.gates)
    .filter(({ status, blockers }) => status === "passed" && blockers.some(({ code }) => code === "veto"));
  if (objectedTo.length > 0)
    return `Waits: a veto stands on “${objectedTo.map(({ title }) => title).join("”, “")}”, which passed before.`;
  const gates = release.stages.find(({ status }) => status === "current")?.gates ?? [];
  const owed = release.obligations.filter(({ stopsNext }) => stopsNext);
  const open = gates.filter(({ status }) => status !== "ready" && status !== "skipped");
  if (open.length === 0 && owed.length > 0)
    return `Waits for what is owed: ${owed.map(({ title }) => `“${title}”`).join(", ")}.`;
  return `Waits for ${open.length} of ${gates.length} ${gates.length === 1 ? "gate" : "gates"}.`;
}

/** Stopping and going on again: a hold. */
export function HoldAct({ release, acts }: { release: ReleaseView; acts: ReleaseActs }): ReactElement | null {
  if (release.state !== "active") return null;
  const { placeHold, liftHold } = release.abilities;
  const own = release.holds.find(({ isOrganisation }) => !isOrganisation);
  const isHeld = own !== undefined;
  const ability = isHeld ? liftHold : placeHold;
  const label = isHeld ? "Lift the hold" : "Place a hold";
  if (!ability.allowed) {
    return <Why label={label} size="sm" {...ability} />;
  }
  return (
    <div>
      <SheetButton sheet="hold" size="sm">
        {label}…
      </SheetButton>
      <Sheet id="hold" title={label}>
        <ActForm
          act={isHeld ? acts.liftHold : acts.placeHold}
          submit={label}
          busy="Recording…"
          look={isHeld ? "primary" : "danger"}
        >
          <input type="hidden" name="release" value={release.slug} />
          {isHeld && <input type="hidden" name="hold" value={own.id} />}
          <Together ability={ability} />
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            hint={
              isHeld
                ? "What was found, and why it can go on."
                : "Nothing advances while it stands; signing goes on."
            }
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
