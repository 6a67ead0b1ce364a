import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { type Reader, span, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import type { ExposureView } from "@/lib/rollouts/exposure-view";
import { ApplyingNow } from "./applying-now";
import { type ExposureActs, OtherExposureActs, PrimaryExposureAct } from "./exposure-acts";

interface Props {
  release: string;
  exposure: ExposureView;
  /** null: of a past moment. */
  acts: ExposureActs | null;
  reader: Reader;
}

/** How far users are exposed, the one act that brings it on, and what stands against it. */
export function ExposureNow({ release, exposure, acts, reader }: Props): ReactElement {
  const { intended, confirmed, most, isConfirmed, pause, next } = exposure;
  return (
    <Section title={acts === null ? "Exposure" : "Exposure now"}>
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
          {acts !== null && (
            <div className="flex flex-col items-start gap-2 sm:items-end">
              <PrimaryExposureAct release={release} exposure={exposure} acts={acts} />
            </div>
          )}
        </div>
        {acts !== null && <ApplyingNow exposure={exposure} reader={reader} />}
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
        {acts !== null && (
          <div className="flex flex-wrap items-start gap-2 border-t border-line pt-3">
            <OtherExposureActs release={release} exposure={exposure} acts={acts} />
          </div>
        )}
        {most === 0 && (
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
