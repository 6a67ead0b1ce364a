import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActSheet } from "@/components/policy/act-sheet";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { ReleaseView } from "@/lib/releases/page-model";
import { CompleteAct } from "./complete-act";
import { waitsWords } from "./waits";

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
        waits={advance.fault === null ? null : waitsWords(release)}
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

/** Stopping and going on again: a hold. */
export function HoldAct({ release, acts }: { release: ReleaseView; acts: ReleaseActs }): ReactElement | null {
  if (release.state !== "active") return null;
  const { placeHold, liftHold } = release.abilities;
  const own = release.holds.find(({ isOrganisation, component }) => !isOrganisation && component === null);
  return own === undefined ? (
    <ActSheet
      id="hold"
      label="Place a hold"
      ability={placeHold}
      act={acts.placeHold}
      hidden={{ release: release.slug }}
      hint="Nothing advances while it stands; signing goes on."
    />
  ) : (
    <ActSheet
      id="hold"
      label="Lift the hold"
      look="primary"
      ability={liftHold}
      act={acts.liftHold}
      hidden={{ release: release.slug, hold: own.id }}
      hint="What was found, and why it can go on."
    />
  );
}
