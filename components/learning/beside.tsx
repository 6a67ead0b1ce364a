import Link from "next/link";
import type { ReactElement } from "react";
import { LazyPanel } from "@/components/criteria/lazy-chart";
import { VerdictBands } from "@/components/criteria/verdict-bands";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { questions } from "@/lib/learning/model";
import type { PostMortemView } from "@/lib/learning/page-queries";
import { AddAction } from "./action-list";
import type { PostMortemActs } from "./acts";
import { scoreSayings } from "./post-mortem-words";

/** What the criteria of that time saw. */
export function LearnedCharts({ charts }: Pick<PostMortemView, "charts">): ReactElement | null {
  if (charts.length === 0) return null;
  return (
    <Section title="What the criteria saw">
      <div className="flex flex-col gap-5">
        {charts.map(({ key, title, sentence, model }) => (
          <figure key={key} className="m-0">
            <figcaption className="pb-1 text-sm">
              <span className="font-medium">{title}</span>{" "}
              <span className="text-xs text-ink-3">{sentence}</span>
            </figcaption>
            {model.panels.map((panel) => (
              <div key={panel.title}>
                <LazyPanel panel={panel} model={model} />
                <p className="pt-1 text-xs text-ink-3">{panel.says}.</p>
              </div>
            ))}
            <VerdictBands model={model} />
          </figure>
        ))}
      </div>
    </Section>
  );
}

/** Each gap of a drill becomes an action with one press. */
export function Gaps({ view, acts }: { view: PostMortemView; acts: PostMortemActs }): ReactElement | null {
  if (view.gaps.length === 0) return null;
  return (
    <Section title="What the drill showed to be missing" flush>
      <ul aria-label="Gaps">
        {view.gaps.map(({ message, action }, index) => (
          <li
            key={message}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <span className="min-w-0 wrap-anywhere">{message}</span>
            {action === null ? (
              <AddAction
                view={view}
                acts={acts}
                sheet={`gap-${index}`}
                label="Make it an action"
                gap={index}
                title={message}
              />
            ) : (
              <a href={`#action-${action}`} className="link">
                has an action
              </a>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Whether deciding against going back was right, by what was measured afterwards. */
export function Counterfactuals({
  counterfactuals,
  reader,
}: Pick<PostMortemView, "counterfactuals"> & { reader: Reader }): ReactElement | null {
  if (counterfactuals.length === 0) return null;
  return (
    <Section title="What was declined, and what came of it" flush>
      <ul>
        {counterfactuals.map(({ criterion, reason, at, until, looks, hits, verdict, rollback }) => (
          <li
            key={`${criterion}${at}`}
            className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{criterion}</span>
              <Mark tone={scoreSayings[verdict].tone} shape={scoreSayings[verdict].shape}>
                {scoreSayings[verdict].word}
              </Mark>
            </p>
            {reason !== null && <p className="text-ink-2 wrap-anywhere">“{reason}”</p>}
            <p className="text-xs text-ink-3">
              {looks === 0
                ? "Nothing was measured until "
                : `${hits} of ${looks} evaluations still met the condition until `}
              <Time at={Date.parse(until)} reader={reader} />
              {rollback !== null && (
                <>
                  {" · "}
                  <Link href={`/rollbacks/${rollback}`} prefetch={false} className="link">
                    the rollback that was proposed
                  </Link>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Each publication as it was. */
export function Publications({
  published,
  reader,
}: Pick<PostMortemView, "published"> & { reader: Reader }): ReactElement | null {
  if (published.length === 0) return null;
  return (
    <Section title="Published versions" flush>
      {published.map(({ number, by, at, answers }, index) => (
        <div key={number} className="border-b border-line px-4 py-1 text-sm last:border-b-0">
          <Disclosure
            summary={
              <>
                Version {published.length - index}, by {by.name}, <Time at={Date.parse(at)} reader={reader} />
              </>
            }
          >
            {answers.map(({ question, text, by: writer }) => (
              <div key={question} className="pb-3">
                <p className="font-medium">{questions[question].title}</p>
                <Markdown text={text} className="max-w-prose" />
                <p className="text-xs text-ink-3">{writer.name}</p>
              </div>
            ))}
          </Disclosure>
        </div>
      ))}
    </Section>
  );
}
