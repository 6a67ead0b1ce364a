import type { ReactElement, ReactNode } from "react";
import { Together } from "@/components/people/together";
import { GlassTerms } from "@/components/releases/break-glass-act";
import { ActForm } from "@/components/ui/act-form";
import { Digest } from "@/components/ui/digest";
import { Input, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import type { StepAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";
import { glassId, reportId, retryId, stepGlass, stepTitle, takeOverId } from "./step-words";

interface Props {
  step: StepAnswer;
  view: RollbackView;
}

/** What people can do of a step now, each with its form. */
export function StepActs({ step, view, acts }: Props & { acts: RoomActs }): ReactElement | null {
  const { report, canBeRetried, canBeTakenOver } = step;
  if (report === null && !canBeRetried && !canBeTakenOver) return null;
  const { abilities } = view;
  const of = `step ${step.number}, ${stepTitle(step)}`;
  const own = { step, view };
  return (
    <div className="flex flex-wrap items-start gap-2">
      {report !== null && (
        <StepAct
          {...own}
          id={reportId(step)}
          label={report === "carried-out" ? "Say how it went" : "Say whether it worked"}
          of={of}
          ability={abilities.execute}
          act={acts.report}
          submit="Record it"
          note="What was done, and what was seen"
        >
          <p className="text-sm wrap-anywhere text-ink-2">
            <span className="font-medium text-ink">It worked if:</span> {step.verify}
          </p>
          <RadioGroup
            label="How it went"
            name="outcome"
            defaultValue="done"
            choices={[
              { value: "done", label: report === "carried-out" ? "Done" : "It worked" },
              { value: "failed", label: report === "carried-out" ? "It failed" : "It did not work" },
            ]}
          />
          {step.asksDigest && <ServedDigest view={view} />}
        </StepAct>
      )}
      {canBeRetried && (
        <StepAct
          {...own}
          id={retryId(step)}
          label="Try again"
          of={of}
          ability={abilities.execute}
          act={acts.retry}
          submit="Try it again"
          note="Why it should work now"
          noteName="reason"
        />
      )}
      {canBeTakenOver && (
        <StepAct
          {...own}
          id={takeOverId(step)}
          label="Take over by hand"
          of={of}
          ability={abilities.takeOver}
          act={acts.takeOver}
          submit="Take it over"
          note="Why it is done by hand"
          noteName="reason"
        >
          <p className="text-sm text-ink-2">
            From then on a person carries the step out, and says here how it went.
          </p>
        </StepAct>
      )}
    </div>
  );
}

function StepAct({
  step,
  view,
  id,
  label,
  of,
  ability,
  act,
  submit,
  note,
  noteName = "note",
  children,
}: Props & {
  id: string;
  label: string;
  of: string;
  ability: Ability;
  act: Act;
  submit: string;
  note: string;
  noteName?: "note" | "reason";
  children?: ReactNode;
}): ReactElement {
  const name = `${label}: ${of}`;
  const hidden = (
    <>
      <input type="hidden" name="rollback" value={view.id} />
      <input type="hidden" name="step" value={step.key} />
    </>
  );
  const glass = stepGlass(view, ability);
  return (
    <>
      {ability.allowed ? (
        <div>
          <SheetButton sheet={id} size="sm" label={name}>
            {label}…
          </SheetButton>
          <Sheet id={id} title={name}>
            <ActForm act={act} submit={submit} busy="Recording…">
              {hidden}
              {children}
              <Together ability={ability} />
              <Textarea label={note} name={noteName} required rows={2} maxLength={4_000} />
            </ActForm>
          </Sheet>
        </div>
      ) : (
        <Why label={label} name={name} size="sm" {...ability} />
      )}
      {glass !== null && (
        <div>
          <SheetButton sheet={glassId(id)} size="sm" look="danger" label={`Break the glass: ${name}`}>
            Break the glass: {label.toLowerCase()}…
          </SheetButton>
          <Sheet id={glassId(id)} title={`Break the glass: ${name}`}>
            <ActForm
              act={act}
              submit={`Break the glass: ${submit.toLowerCase()}`}
              busy="Recording…"
              look="danger"
            >
              {hidden}
              <input type="hidden" name="breakGlass" value="true" />
              {children}
              {noteName === "note" && (
                <Textarea label={note} name="note" required rows={2} maxLength={4_000} />
              )}
              <GlassTerms glass={glass} covers={covers} />
            </ActForm>
          </Sheet>
        </div>
      )}
    </>
  );
}

const covers =
  "You do alone what others would have done: this, and whatever else you do to the steps of this rollback until it is over.";

/** Typed, not chosen: whoever says what is served has looked. */
function ServedDigest({ view }: { view: RollbackView }): ReactElement {
  return (
    <Input
      label="Digest that is served now"
      name="servingDigest"
      pattern="sha256:[0-9a-f]{64}"
      placeholder="sha256:…"
      autoComplete="off"
      spellCheck={false}
      className="font-mono"
      hint={
        <>
          Look where it is served. Gone back to is{" "}
          {view.target.map(({ component, to }) => (
            <span key={component} className="whitespace-nowrap">
              {component} {to === null ? "nothing" : <Digest value={to} copy={false} />}{" "}
            </span>
          ))}
        </>
      }
    />
  );
}
