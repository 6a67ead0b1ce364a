import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActSheet } from "@/components/policy/act-sheet";
import { BreakGlassAct } from "@/components/releases/break-glass-act";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { ExposureView } from "@/lib/rollouts/exposure-view";

export interface ExposureActs {
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

/** Confirming what was decided, else the next step: whichever moves it on. */
export function PrimaryExposureAct({ release, exposure, acts }: Props): ReactElement | null {
  const { next, abilities, isConfirmed, pause } = exposure;
  if (!isConfirmed && abilities.confirm.allowed)
    return <Confirm release={release} exposure={exposure} act={acts.confirm} />;
  if (pause !== null) return <Resume release={release} exposure={exposure} act={acts.resume} />;
  if (next === null) return null;
  const label = `Increase to ${next.percent} %`;
  const { increase } = abilities;
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
            It is set where users or traffic are divided, and counts once that is confirmed.
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
  const { abilities, intended, isConfirmed, pause, glass, next, most } = exposure;
  const isPrimary = !isConfirmed && abilities.confirm.allowed;
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
      {pause !== null && isPrimary && (
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
  const { abilities, intended, candidates } = exposure;
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
