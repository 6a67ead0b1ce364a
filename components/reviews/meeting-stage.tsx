import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { People } from "@/components/people/people";
import { Badge } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import type { Reader } from "@/components/ui/time";
import type { PresentationView } from "@/lib/reviews/presentation-queries";
import { closing, conclusion, opening, type Step } from "@/lib/reviews/steps";
import { conditionsNoted, OutcomeOf, toPerson } from "./agenda";
import { Conclude } from "./conclude";
import { Minutes } from "./recorded";
import { type StepShown, stepShown } from "./step-words";
import { type TickAct, Ticks } from "./ticks";

interface Props {
  view: PresentationView;
  step: Step;
  reader: Reader;
  acts: { conclude: Act; keepMinutes: Act; tick: TickAct };
}

/** The step that everybody sees, large. */
export function MeetingStage({ view, step, reader, acts }: Props): ReactElement {
  const shown = stepShown(view.review.detail.agenda, step);
  const { agenda, saying } = shown;
  return (
    <section
      aria-label="What is spoken about"
      className="flex min-w-0 flex-col gap-4 rounded-lg border border-line bg-surface p-4 sm:p-6"
    >
      <div aria-live="polite" className="flex flex-col gap-2">
        {agenda !== null && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base text-ink-2">
            <Link
              href={`/releases/${agenda.release.slug}`}
              prefetch={false}
              className="inline-flex min-h-6 items-center font-medium text-ink wrap-anywhere hover:underline"
            >
              {agenda.release.title}
            </Link>
            {agenda.stage !== null && <span>Stage: {agenda.stage}</span>}
          </p>
        )}
        {saying !== null && (
          <div>
            <Badge tone={saying.tone} shape={saying.shape}>
              {saying.word}
            </Badge>
          </div>
        )}
        <h2 className="text-2xl leading-tight font-semibold tracking-[-0.015em] wrap-anywhere whitespace-pre-line sm:text-3xl">
          {shown.title}
        </h2>
      </div>
      <Body view={view} shown={shown} reader={reader} acts={acts} />
    </section>
  );
}

function Body({ view, shown, reader, acts }: Omit<Props, "step"> & { shown: StepShown }): ReactElement {
  const { detail } = view.review;
  const { item, agenda, step } = shown;
  if (item !== null && agenda !== null) return <Item item={item} release={agenda.release.slug} />;
  switch (step.item) {
    case opening:
      return <Here view={view} act={acts.tick} />;
    case closing:
      return (
        <Minutes detail={detail} mayRecord={view.review.mayRecord} act={acts.keepMinutes} reader={reader} />
      );
    case conclusion:
      return agenda === null ? (
        <Said>
          The release is on the agenda no more: it has ended. The meeting goes on with the next step.
        </Said>
      ) : (
        <Ending view={view} agenda={agenda} reader={reader} act={acts.conclude} />
      );
    default:
      return (
        <Said>
          It was dealt with while it was spoken about, so the agenda names it no more. The meeting goes on
          with the next step.
        </Said>
      );
  }
}

function Said({ children }: { children: ReactNode }): ReactElement {
  return <p className="max-w-prose text-lg text-ink-2">{children}</p>;
}

function Item({
  item: { details, who, gate, kind },
  release,
}: {
  item: NonNullable<StepShown["item"]>;
  release: string;
}): ReactElement {
  const path = `/releases/${release}`;
  const [href, words] =
    gate !== null
      ? [`${path}/readiness#gate-${gate}`, "Sign, acknowledge or waive on the gate"]
      : kind === "criterion"
        ? [`${path}/criteria`, "Try it on history"]
        : kind === "drill"
          ? [`${path}/rollbacks`, "Drills of the rollback plan"]
          : [path, "Answer it on the release"];
  return (
    <>
      {details.length > 0 && (
        <ul aria-label="What stands in its way" className="flex list-disc flex-col gap-2 pl-5 text-lg">
          {details.map((each, index) => (
            <li key={index} className="max-w-prose wrap-anywhere">
              {each}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-ink-2">
        {who.length > 0 && <People people={who.map(toPerson)} max={6} />}
        <Link href={href} prefetch={false} className="link inline-flex min-h-6 items-center">
          {words}
        </Link>
      </div>
      <p className="max-w-prose text-sm text-ink-3">
        Everybody signs on their own device, as themselves; it arrives here by itself.
      </p>
    </>
  );
}

function Here({ view, act }: { view: PresentationView; act: TickAct }): ReactElement {
  const { detail, expected, mayRecord } = view.review;
  const present = detail.attendance?.people ?? [];
  const listed = [...new Map([...expected, ...present].map((each) => [each.email, each])).values()];
  if (!mayRecord.allowed)
    return <People people={present.map(toPerson)} max={20} none="Nobody is ticked yet" />;
  return <Ticks review={detail.id} people={listed} present={present.map(({ email }) => email)} act={act} />;
}

function Ending({
  view,
  agenda,
  reader,
  act,
}: {
  view: PresentationView;
  agenda: NonNullable<StepShown["agenda"]>;
  reader: Reader;
  act: Act;
}): ReactElement {
  const { detail, mayConclude, stagesAhead, owners } = view.review;
  const { release, items, outcome } = agenda;
  const { slug } = release;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-lg text-ink-2">
        {items.length === 0
          ? "Nothing stands open."
          : items.length === 1
            ? "One thing stands open on the agenda."
            : `${items.length} things stand open on the agenda.`}
      </p>
      {outcome !== null && <OutcomeOf outcome={outcome} reader={reader} />}
      <Conclude
        review={detail.id}
        release={release}
        replaces={outcome?.id ?? null}
        ability={mayConclude[slug] ?? { allowed: false, reason: "", whoMay: [] }}
        stages={stagesAhead[slug] ?? []}
        owners={owners[slug] ?? []}
        noted={outcome === null ? conditionsNoted(detail, slug) : []}
        act={act}
      />
    </div>
  );
}
