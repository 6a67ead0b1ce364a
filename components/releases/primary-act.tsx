import type { ReactElement } from "react";
import { whoWords } from "@/components/people/people";
import { ActForm } from "@/components/ui/act-form";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { ReleaseView } from "@/lib/releases/page-model";

export interface ReleaseActs {
  start: Act;
  advance: Act;
  placeHold: Act;
  liftHold: Act;
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
    return start.allowed ? (
      <Start release={release} act={acts.start} />
    ) : (
      <Prevented label="Start the release" {...start} fault={null} />
    );
  }
  const { advance, stage } = release;
  if (release.state !== "active" || stage === null || advance.next === null) return null;
  const label = `Advance to ${advance.next.title}`;
  if (advance.fault !== null || !advance.ability.allowed) {
    const { ability } = advance;
    return (
      <Prevented
        label={label}
        reason={ability.allowed ? null : ability.reason}
        whoMay={ability.allowed ? [] : ability.whoMay}
        fault={advance.fault === null ? null : faultWords(release)}
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
        </ActForm>
      </Sheet>
    </div>
  );
}

function Prevented({
  label,
  reason,
  whoMay,
  fault,
}: {
  label: string;
  reason: string | null;
  whoMay: readonly { name: string }[];
  fault: string | null;
}): ReactElement {
  const who = whoWords(whoMay);
  return (
    <div className="flex max-w-sm flex-wrap items-center gap-x-3 gap-y-1 sm:flex-col sm:items-end sm:text-right">
      <Button look="primary" aria-disabled="true" aria-describedby="primary-why">
        {label}
      </Button>
      <p id="primary-why" className="text-xs text-ink-2" title={whoMay.map(({ name }) => name).join(", ")}>
        {fault}
        {fault !== null && reason !== null && " "}
        {reason !== null && (who === "" ? reason : `${who} may.`)}
      </p>
    </div>
  );
}

function faultWords(release: ReleaseView): string {
  if (release.holds.length > 0) return "Waits: the release is on hold.";
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
  const open = gates.filter(({ status }) => status !== "ready" && status !== "skipped");
  return `Waits for ${open.length} of ${gates.length} ${gates.length === 1 ? "gate" : "gates"}.`;
}

/** Stopping and going on again: a hold. */
export function HoldAct({ release, acts }: { release: ReleaseView; acts: ReleaseActs }): ReactElement | null {
  if (release.state !== "active") return null;
  const { placeHold, liftHold } = release.abilities;
  const isHeld = release.holds.length > 0;
  const ability = isHeld ? liftHold : placeHold;
  const label = isHeld ? "Lift the hold" : "Place a hold";
  if (!ability.allowed) {
    return (
      <div className="flex flex-col gap-1">
        <Button size="sm" className="self-start" aria-disabled="true" aria-describedby="hold-why">
          {label}
        </Button>
        <p
          id="hold-why"
          className="text-xs text-ink-2"
          title={ability.whoMay.map(({ name }) => name).join(", ")}
        >
          {ability.whoMay.length > 0 ? `${whoWords(ability.whoMay)} may.` : ability.reason}
        </p>
      </div>
    );
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
          {isHeld && <input type="hidden" name="hold" value={release.holds[0]?.id ?? ""} />}
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
