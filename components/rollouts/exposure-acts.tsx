import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActSheet } from "@/components/policy/act-sheet";
import { BreakGlassAct } from "@/components/releases/break-glass-act";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { SetBy } from "@/lib/rollouts/exposure-schemas";
import type { ExposureView } from "@/lib/rollouts/exposure-view";
import { goesOn, setByWords } from "./applying-words";

/** What moves it on: having it set, confirming it, nothing while it is being set, or what comes next. */
function primaryAct({
  isConfirmed,
  abilities,
  applying,
  applyFault,
}: ExposureView): "apply" | "confirm" | "wait" | "next" {
  if (isConfirmed) return "next";
  if (applying !== null && applyFault === null) return "apply";
  if (applying !== null && goesOn(applying.state)) return "wait";
  return applying?.state !== "held-back" && abilities.confirm.allowed ? "confirm" : "next";
}

function isByHand(setBy: SetBy | null): setBy is null | (SetBy & { type: "manual" }) {
  return setBy === null || setBy.type === "manual";
}

export interface ExposureActs {
  apply: Act;
  increase: Act;
  pause: Act;
  resume: Act;
  confirm: Act;
}

interface Props {
  release: string;
  exposure: ExposureView;
  acts: ExposureActs;
}

/** Confirming what was decided or having it set, else the next step: whichever moves it on. */
export function PrimaryExposureAct({ release, exposure, acts }: Props): ReactElement | null {
  const { next, setBy, pause } = exposure;
  const { increase } = exposure.abilities;
  const primary = primaryAct(exposure);
  if (primary === "confirm") return <Confirm release={release} exposure={exposure} act={acts.confirm} />;
  if (primary === "apply") return <Apply release={release} exposure={exposure} act={acts.apply} />;
  if (primary === "wait") return null;
  if (pause !== null) return <Resume release={release} exposure={exposure} act={acts.resume} />;
  if (next === null) return null;
  const label = `Increase to ${next.percent} %`;
  if (next.refusal !== null || !increase.allowed)
    return (
      <Why
        label={label}
        look="primary"
        align="end"
        reason={increase.allowed ? null : increase.reason}
        whoMay={increase.allowed ? [] : increase.whoMay}
        waits={next.refusal === null ? null : "Waits for what is named below."}
      />
    );
  return (
    <div>
      <SheetButton sheet="increase" look="primary">
        {label}
      </SheetButton>
      <Sheet id="increase" title={label}>
        <ActForm act={acts.increase} submit={label} busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <input type="hidden" name="percent" value={next.percent} />
          <p className="text-sm text-ink-2">
            {isByHand(setBy)
              ? "Set it where users or traffic are divided, and confirm it: it counts from then on."
              : `It is set by ${setByWords(setBy)}, and counts once that is done.`}
          </p>
          <Together ability={increase} />
          <Textarea label="Note (optional)" name="reason" rows={2} maxLength={4_000} />
        </ActForm>
      </Sheet>
    </div>
  );
}

function Resume({
  release,
  exposure,
  act,
  opens = "primary",
}: {
  release: string;
  exposure: ExposureView;
  act: Act;
  opens?: "primary" | "secondary";
}): ReactElement {
  return (
    <ActSheet
      id="resume"
      label="Resume exposure"
      ability={exposure.abilities.resume}
      fault={exposure.resumeFault}
      act={act}
      hidden={{ release }}
      look="primary"
      opens={opens}
      align={opens === "primary" ? "end" : "start"}
      hint="What was found, and why it can go on."
    >
      <p className="text-sm text-ink-2">The present step soaks anew from then on.</p>
    </ActSheet>
  );
}

export function OtherExposureActs({ release, exposure, acts }: Props): ReactElement {
  const { abilities, intended, pause, glass, next, most } = exposure;
  const primary = primaryAct(exposure);
  const isPrimary = primary === "confirm";
  return (
    <>
      {(pause === null || intended > 0) && (
        <ActSheet
          id="pause"
          label={pause === null ? "Pause exposure" : "Lower exposure"}
          ability={abilities.pause}
          act={acts.pause}
          hidden={{ release }}
          hint="What was seen."
        >
          {intended > 0 && (
            <Input
              label={pause === null ? "Lower it to, in percent (optional)" : "Lower it to, in percent"}
              name="percent"
              type="number"
              inputMode="decimal"
              min={0}
              max={intended}
              step="any"
              required={pause !== null}
              hint={`${intended} % is intended. Left empty, it stays there and does not grow.`}
            />
          )}
        </ActSheet>
      )}
      {pause !== null && primary !== "next" && (
        <Resume release={release} exposure={exposure} act={acts.resume} opens="secondary" />
      )}
      {most > 0 && !isPrimary && (
        <Confirm release={release} exposure={exposure} act={acts.confirm} isSecondary />
      )}
      {glass !== null && next !== null && (
        <BreakGlassAct
          id="glass-increase"
          label={`increase to ${next.percent} %`}
          act={acts.increase}
          glass={glass}
          hidden={{ release, percent: String(next.percent) }}
        />
      )}
    </>
  );
}

function Apply({
  release,
  exposure: { applying, abilities },
  act,
}: {
  release: string;
  exposure: ExposureView;
  act: Act;
}): ReactElement | null {
  if (applying === null) return null;
  const { by, percent, attempts } = applying;
  const executor = by === null ? "the executor" : setByWords(by);
  const label = attempts.length === 0 ? `Have ${percent} % set` : "Try again";
  const { apply } = abilities;
  if (!apply.allowed)
    return <Why label={label} look="primary" align="end" reason={apply.reason} whoMay={apply.whoMay} />;
  return (
    <div>
      <SheetButton sheet="apply" look="primary">
        {label}
      </SheetButton>
      <Sheet id="apply" title={`Have ${percent} % set by ${executor}`}>
        <ActForm act={act} submit={label} busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <p className="text-sm text-ink-2">
            It is asked once. Where that fails, it waits for people again; done, it counts as confirmed.
          </p>
          <Textarea label="Note (optional)" name="reason" rows={2} maxLength={4_000} />
        </ActForm>
      </Sheet>
    </div>
  );
}

function Confirm({
  release,
  exposure,
  act,
  isSecondary = false,
}: {
  release: string;
  exposure: ExposureView;
  act: Act;
  isSecondary?: boolean;
}): ReactElement {
  const { abilities, intended, candidates, setBy, applying } = exposure;
  const label = isSecondary ? "Confirm what is set" : `Confirm ${intended} %`;
  const { confirm } = abilities;
  if (!confirm.allowed)
    return <Why label={label} size="sm" reason={confirm.reason} whoMay={confirm.whoMay} />;
  return (
    <div>
      <SheetButton
        sheet="confirm"
        look={isSecondary ? "secondary" : "primary"}
        size={isSecondary ? "sm" : "md"}
      >
        {label}
        {isSecondary && "…"}
      </SheetButton>
      <Sheet id="confirm" title="Confirm what exposure is set">
        <ActForm act={act} submit="Confirm" busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <p className="text-sm text-ink-2">
            Say what is set where users or traffic are divided. It decides nothing; soaks count from it.
          </p>
          {setBy !== null && setBy.note !== null && (
            <p className="text-sm wrap-anywhere whitespace-pre-line text-ink-2">{setBy.note}</p>
          )}
          {applying !== null && goesOn(applying.state) && (
            <p className="text-sm text-ink-2">
              It is being set; what nobody has taken by then is not set any more.
            </p>
          )}
          <Input
            label="Exposure, in percent"
            name="percent"
            type="number"
            inputMode="decimal"
            min={0}
            max={100}
            step="any"
            required
            defaultValue={intended}
          />
          <Select
            label="Exposed bundle"
            name="bundleDigest"
            options={candidates.map(({ component, digest }) => ({
              value: digest,
              label: `${component} ${digest.slice(7, 17)}`,
            }))}
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
