import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActSheet } from "@/components/policy/act-sheet";
import { BreakGlassAct } from "@/components/releases/break-glass-act";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, span, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { whoWords } from "@/components/ui/who-words";
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
  reader: Reader;
}

/** How far users are exposed, the one act that brings it on, and what stands against it. */
export function ExposureNow({ release, exposure, acts, reader }: Props): ReactElement {
  const { intended, confirmed, isConfirmed, pause, next, soak } = exposure;
  return (
    <Section title="Exposure now">
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <p className="flex items-baseline gap-2">
              <span className="tabular text-3xl font-semibold">{confirmed} %</span>
              <span className="text-sm text-ink-2">confirmed</span>
            </p>
            <p className="text-sm text-ink-2">
              {isConfirmed ? (
                <SoakWords exposure={exposure} reader={reader} />
              ) : (
                <span className="font-medium text-work">
                  {intended} % is intended{intended === confirmed ? " again" : ""} and not confirmed since.
                </span>
              )}
            </p>
          </div>
          <div className="flex flex-col items-start gap-2 sm:items-end">
            <Primary release={release} exposure={exposure} acts={acts} />
          </div>
        </div>
        {pause !== null && (
          <Notice tone="aged" shape="pause" title="Exposure is paused">
            <p className="wrap-anywhere whitespace-pre-line">{pause.reason}</p>
            <p className="text-xs">
              {pause.by?.name ?? "By itself"}, <Time at={Date.parse(pause.at)} reader={reader} />
            </p>
          </Notice>
        )}
        {next !== null && next.refusal !== null && (
          <Against percent={next.percent} refusal={next.refusal} isPaused={pause !== null} />
        )}
        <div className="flex flex-wrap items-start gap-2 border-t border-line pt-3">
          <OtherActs release={release} exposure={exposure} acts={acts} />
        </div>
        {soak === null && confirmed === 0 && intended === 0 && (
          <p className="text-xs text-ink-3">
            Nobody is exposed. What exposure is set counts once it is confirmed.
          </p>
        )}
      </div>
    </Section>
  );
}

function SoakWords({ exposure, reader }: { exposure: ExposureView; reader: Reader }): ReactElement | null {
  const { soak } = exposure;
  if (soak === null) return null;
  if (soak.isMet) return <>The soak at {soak.percent} % is met.</>;
  if (soak.metAt === null) return <>The soak at {soak.percent} % does not run now.</>;
  const at = Date.parse(soak.metAt);
  return (
    <>
      Soaks at {soak.percent} % until <Time at={at} reader={reader} />, {span(at - reader.now)} left.
    </>
  );
}

/** Confirming what was decided, else the next step: whichever moves it on. */
function Primary({ release, exposure, acts }: Omit<Props, "reader">): ReactElement | null {
  const { next, abilities, isConfirmed, pause, resumeFault } = exposure;
  if (!isConfirmed && isByHand(exposure) && abilities.confirm.allowed)
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
            {isByHand(exposure)
              ? "It is set by hand, and counts once somebody confirms that it is."
              : "The executor of the stage sets it; it counts once that is confirmed."}
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

function OtherActs({ release, exposure, acts }: Omit<Props, "reader">): ReactElement {
  const { abilities, intended, isConfirmed, pause, glass, next, most } = exposure;
  const isPrimary = !isConfirmed && isByHand(exposure) && abilities.confirm.allowed;
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
      {most > 0 && !isPrimary && isByHand(exposure) && (
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

/** Whether somebody sets what is intended at the present stage, rather than an executor. */
function isByHand({ ladder, stage }: ExposureView): boolean {
  const own = ladder.find((each) => each.stage === stage) ?? ladder[0];
  return own?.byHand ?? true;
}

type Refusal = NonNullable<NonNullable<ExposureView["next"]>["refusal"]>;

/** What stands against the next step, each with who could clear it. */
function Against({
  percent,
  refusal,
  isPaused,
}: {
  percent: number;
  refusal: Refusal;
  isPaused: boolean;
}): ReactElement | null {
  // The pause has its own notice above, and the button that ends it.
  const shown = refusal.blockers.filter(({ code }) => !isPaused || code !== "exposure-paused");
  if (shown.length === 0 && refusal.blockers.length > 0) return null;
  return (
    <div>
      <h3 className="pb-1 text-sm font-medium">Before {percent} %</h3>
      <ul className="flex flex-col gap-1.5 text-sm">
        {(shown.length === 0 ? [{ message: refusal.message, canBeClearedBy: [] }] : shown).map(
          ({ message, canBeClearedBy }) => (
            <li key={message} className="wrap-anywhere text-ink-2">
              {message}
              {canBeClearedBy.length > 0 && (
                <span className="text-ink-3"> Can be cleared by {whoWords(canBeClearedBy, { max: 4 })}.</span>
              )}
            </li>
          ),
        )}
      </ul>
    </div>
  );
}
