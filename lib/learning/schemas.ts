import { z } from "zod";
import { fields, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { markdown, Slug } from "@/lib/platform/names";
import { eventKinds, postMortemStates, questionKeys } from "./model";

const postMortem = z.string().max(64);
const Note = markdown(4_000);

export const OpenPostMortem = fields({ release: Slug });
export const OpenDuePostMortem = fields({
  release: Slug,
  kind: oneOf(eventKinds),
  event: z.uuid(),
});
export const AnswerQuestion = fields({
  postMortem,
  question: oneOf(questionKeys),
  text: markdown(50_000).nullable().describe("Markdown; null: it is taken back"),
  version: wholeNumber(0, 1_000_000).describe("The version that it was written from; 0: there was none"),
});
export const NoteEntry = fields({
  postMortem,
  entry: z.string().max(64),
  isShown: z.boolean().describe("Whether it stands in the timeline"),
  text: Note.nullable().describe("What is said beside it; null: nothing"),
});
export const MovePostMortem = fields({
  postMortem,
  act: oneOf(["submit", "return", "revise"]),
  note: Note.optional(),
});
export const PublishPostMortem = fields({ postMortem, reason: Note.optional() });
const Named = z.strictObject({ name: z.string(), email: z.string() });
const moment = z.string();

const heading = {
  id: z.string(),
  kind: z.enum(eventKinds),
  event: z.string().describe("Id of the rollback, drill, use of break-glass or release"),
  title: z.string(),
  state: z.enum(postMortemStates),
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  openedAt: moment,
  openedBy: Named.nullable().describe("null: by itself"),
  publishedAt: moment.nullable().describe("The last time"),
};

export const ListedPostMortem = z.strictObject({
  ...heading,
  answered: z.number().describe("Of the five questions"),
  openActions: z.number(),
});
export type ListedPostMortem = z.output<typeof ListedPostMortem>;

const Answered = z.strictObject({ text: z.string(), version: z.number(), by: Named, at: moment });

export const PostMortemAnswer = z.strictObject({
  ...heading,
  from: moment.describe("The first sign"),
  to: moment.nullable().describe("The end; null: it goes on"),
  questions: z.array(
    z.strictObject({
      key: z.enum(questionKeys),
      title: z.string(),
      version: z.number().describe("The last one; 0: there is none"),
      answer: Answered.nullable(),
      hints: z
        .array(z.strictObject({ sentence: z.string(), words: z.string() }))
        .describe("Sentences that read as if they blamed a person: hints, by words alone"),
    }),
  ),
  notes: z.array(
    z.strictObject({
      entry: z.string(),
      isShown: z.boolean(),
      text: z.string().nullable(),
      by: Named,
      at: moment,
    }),
  ),
  moves: z.array(
    z.strictObject({
      number: z.number(),
      to: z.enum(postMortemStates),
      note: z.string().nullable(),
      by: Named,
      at: moment,
    }),
  ),
  published: z
    .array(
      z.strictObject({
        number: z.number(),
        by: Named,
        at: moment,
        answers: z.array(Answered.extend({ question: z.enum(questionKeys) })),
      }),
    )
    .describe("Each publication as it was, the latest first"),
});
export type PostMortemAnswer = z.output<typeof PostMortemAnswer>;
