import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Textarea } from "@/components/ui/field";
import { Markdown } from "@/components/ui/markdown";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { questions } from "@/lib/learning/model";
import type { PostMortemView } from "@/lib/learning/page-queries";
import type { PostMortemActs } from "./acts";

type Question = PostMortemView["questions"][number];

interface Props {
  view: PostMortemView;
  acts: PostMortemActs;
  reader: Reader;
}

/** The questions in the order in which one reads them; those without an answer stay to be seen. */
export function QuestionList({ view, acts, reader }: Props): ReactElement {
  const open = view.questions.filter(({ answer }) => answer === null).length;
  return (
    <Section
      title="What is to be learned"
      aside={open === 0 ? "all answered" : `${open} of ${view.questions.length} not answered`}
      flush
    >
      {view.questions.map((question) => (
        <section key={question.key} className="border-b border-line px-4 py-3 last:border-b-0">
          <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 pb-1">
            <h3 className="font-medium">{question.title}</h3>
            {view.abilities.write.allowed && <Write view={view} question={question} acts={acts} />}
          </header>
          <Answer question={question} reader={reader} />
        </section>
      ))}
    </Section>
  );
}

function Answer({
  question: { key, answer, hints },
  reader,
}: {
  question: Question;
  reader: Reader;
}): ReactElement {
  if (answer === null)
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <Badge tone="work" shape="dots">
          Not answered
        </Badge>
        {questions[key].hint}
      </p>
    );
  return (
    <>
      <Markdown text={answer.text} className="max-w-prose text-sm" />
      <p className="pt-1 text-xs text-ink-3">
        {answer.by.name}, <Time at={Date.parse(answer.at)} reader={reader} />
        {answer.version > 1 && `, version ${answer.version}`}
      </p>
      {hints.length > 0 && (
        <div className="pt-2">
          <Notice tone="work" title="This may read as blame">
            <ul className="list-disc pl-5">
              {hints.map(({ sentence, words }) => (
                <li key={sentence} className="wrap-anywhere">
                  “{sentence}” (<i>{words}</i>)
                </li>
              ))}
            </ul>
            <p>
              It is a hint by English words alone, and refuses nothing. What made it easy to happen, and hard
              to see, is what can be changed.
            </p>
          </Notice>
        </div>
      )}
    </>
  );
}

function Write({
  view,
  question: { key, title, answer, version },
  acts,
}: {
  view: PostMortemView;
  question: Question;
  acts: PostMortemActs;
}): ReactElement {
  const label = answer === null ? "Answer" : "Edit";
  return (
    <>
      <SheetButton sheet={`answer-${key}`} size="sm" label={`${label}: ${title}`}>
        {label}…
      </SheetButton>
      <Sheet id={`answer-${key}`} title={title} wide>
        <ActForm act={acts.answer} submit="Save" busy="Saving…">
          <input type="hidden" name="postMortem" value={view.id} />
          <input type="hidden" name="question" value={key} />
          <input type="hidden" name="version" value={version} />
          <Textarea
            label="Answer, in Markdown"
            name="text"
            rows={10}
            maxLength={50_000}
            defaultValue={answer?.text ?? ""}
            hint={`${questions[key].hint} Left empty, the answer is taken back. What may read as blame is pointed out in English alone.`}
          />
        </ActForm>
      </Sheet>
    </>
  );
}
