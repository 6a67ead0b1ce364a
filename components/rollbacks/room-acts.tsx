import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActSheet } from "@/components/policy/act-sheet";
import { BreakGlassAct } from "@/components/releases/break-glass-act";
import { ActForm } from "@/components/ui/act-form";
import { Select, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import { findStep, glassId, reportId, retryId, stepGlass, stepTitle, takeOverId } from "./step-words";

export interface RoomActs {
  authorise: Act;
  decline: Act;
  cancel: Act;
  endorse: Act;
  report: Act;
  retry: Act;
  takeOver: Act;
  update: Act;
  silence: Act;
}

interface Props {
  view: RollbackView;
  acts: RoomActs;
}

/** The one thing that the room asks; off with why and who may where the reader may not. */
export function PrimaryRollbackAct({ view, acts }: Props): ReactElement {
  const { primary, abilities } = view;
  if (primary === null)
    return <p className="text-sm font-medium text-ink-2">Nothing waits for people now.</p>;
  switch (primary.act) {
    case "authorise":
      return (
        <Deciding
          id="authorise"
          label={view.drill === null ? "Authorise the rollback" : "Authorise the drilled rollback"}
          ability={abilities.authorise}
          act={acts.authorise}
          view={view}
        >
          <Consequences view={view} />
        </Deciding>
      );
    case "endorse":
      return (
        <Deciding
          id="endorse"
          label={view.drill === null ? "Endorse that it has gone back" : "Endorse and end the drill"}
          ability={abilities.endorse}
          act={acts.endorse}
          view={view}
        >
          <p className="text-sm text-ink-2">
            {view.drill === null
              ? "Says that the release has gone back for good: its breaches are closed, what is served now counts as live, and the release stays on hold until that is lifted."
              : "Ends the drill with what it measured against the objectives. It touches nothing else."}
          </p>
        </Deciding>
      );
    case "report": {
      const step = findStep(view, primary.step);
      const label =
        primary.about === "carried-out"
          ? `Say how step ${step.number} went: ${stepTitle(step)}`
          : `Say whether step ${step.number} worked: ${stepTitle(step)}`;
      return <OpensSheet sheet={reportId(step)} label={label} ability={abilities.execute} view={view} />;
    }
    case "retry": {
      const step = findStep(view, primary.step);
      return (
        <div className="flex flex-wrap items-start gap-2 max-sm:flex-col max-sm:items-stretch">
          <OpensSheet
            sheet={retryId(step)}
            label={`Try step ${step.number} again: ${stepTitle(step)}`}
            ability={abilities.execute}
            view={view}
          />
          {abilities.takeOver.allowed && (
            <SheetButton sheet={takeOverId(step)} className={primaryClass}>
              Take it over by hand
            </SheetButton>
          )}
        </div>
      );
    }
  }
}

/** A thumb's height, and on a phone the whole width. */
const primaryClass = "min-h-11 max-sm:w-full wrap-anywhere";

/** The sheet itself stands with its step below. */
function OpensSheet({
  sheet,
  label,
  ability,
  view,
}: {
  sheet: string;
  label: string;
  ability: Ability;
  view: RollbackView;
}): ReactElement {
  const isGlass = stepGlass(view, ability) !== null;
  return (
    <>
      {ability.allowed ? (
        <SheetButton sheet={sheet} look="primary" className={primaryClass}>
          {label}
        </SheetButton>
      ) : (
        <Why label={label} look="primary" full {...ability} />
      )}
      {isGlass && (
        <SheetButton sheet={glassId(sheet)} look="danger" className={primaryClass}>
          Break the glass: {label.charAt(0).toLowerCase() + label.slice(1)}
        </SheetButton>
      )}
    </>
  );
}

function Deciding({
  id,
  label,
  ability,
  act,
  view,
  children,
}: {
  id: string;
  label: string;
  ability: Ability;
  act: Act;
  view: RollbackView;
  children: ReactElement;
}): ReactElement {
  if (!ability.allowed) return <Why label={label} look="primary" full {...ability} />;
  return (
    <>
      <SheetButton sheet={id} look="primary" className={primaryClass}>
        {label}
      </SheetButton>
      <Sheet id={id} title={label}>
        <ActForm act={act} submit={label} busy="Recording…">
          <input type="hidden" name="rollback" value={view.id} />
          {children}
          <Together ability={ability} />
          <Textarea label="Note (optional)" name="reason" rows={2} maxLength={4_000} />
        </ActForm>
      </Sheet>
    </>
  );
}

/** What authorising does, before it is pressed. */
function Consequences({ view }: { view: RollbackView }): ReactElement {
  const { steps, exposurePercent, drill } = view;
  const final = steps.filter(({ reversible }) => !reversible);
  return (
    <>
      <ul className="list-disc pl-4 text-sm text-ink-2">
        <li>
          {steps.length === 1 ? "1 step begins" : `${steps.length} steps begin`} at once, in the order agreed.
        </li>
        {drill === null ? (
          <>
            <li>The release goes on hold; nothing advances until that is lifted.</li>
            <li>Exposure is to be {exposurePercent} %.</li>
          </>
        ) : (
          <li>It is a drill: neither the release nor its exposure is touched.</li>
        )}
      </ul>
      {final.length > 0 && (
        <Notice tone="stop" shape="triangle" title="What it does cannot be undone">
          <ul className="list-disc pl-4">
            {final.map((step) => (
              <li key={step.key} className="wrap-anywhere">
                Step {step.number}: {stepTitle(step)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** Breaking the glass, declining and cancelling: beside the one thing that is asked. */
export function OtherRollbackActs({ view, acts }: Props): ReactElement | null {
  const { state, abilities, glass, drill } = view;
  const isOver = state === "endorsed" || state === "declined" || state === "cancelled";
  if (isOver) return null;
  const hidden = { rollback: view.id };
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      {glass?.to === "authorise" && (
        <BreakGlassAct
          id="glass-authorise"
          label="authorise the rollback"
          act={acts.authorise}
          glass={{ passes: [], reviewWithinMs: glass.reviewWithinMs }}
          hidden={hidden}
        />
      )}
      {state === "proposed" && (
        <ActSheet
          id="decline"
          label="Decline"
          name="Decline the rollback"
          ability={abilities.decline}
          act={acts.decline}
          hidden={hidden}
          hint="What was looked at, and why staying is better. It is scored afterwards by what was measured."
        >
          <LookAgain />
          <p className="text-sm text-ink-2">
            {drill === null
              ? "Exposure stays paused. A breach that still stands then is proposed again."
              : "The drill ends with that as a gap."}
          </p>
        </ActSheet>
      )}
      <ActSheet
        id="cancel"
        label="Cancel"
        name={drill === null ? "Cancel the rollback" : "Cancel the drilled rollback"}
        ability={abilities.cancel}
        act={acts.cancel}
        hidden={hidden}
        hint="Why it ends here."
      >
        <p className="text-sm text-ink-2">
          Nothing more begins; what steps have done stays done.
          {drill === null && state !== "proposed" && " The release stays on hold."}
        </p>
      </ActSheet>
    </div>
  );
}

const hours = [
  ["30m", "30 minutes"],
  ["1h", "1 hour"],
  ["2h", "2 hours"],
  ["4h", "4 hours"],
  ["8h", "8 hours"],
  ["1d", "1 day"],
  ["3d", "3 days"],
] as const;

/** A length rather than a moment: no zone to mistake at night, and never in the past however long the page has stood. */
export function LookAgain({ label = "Look again in" }: { label?: string }): ReactElement {
  return (
    <Select
      label={label}
      name="for"
      defaultValue="1h"
      options={hours.map(([value, words]) => ({ value, label: words }))}
    />
  );
}
