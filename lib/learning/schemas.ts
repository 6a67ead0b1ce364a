import { z } from "zod";
import { fields, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { Email, Key, line, markdown, Slug } from "@/lib/platform/names";
import { Limit } from "@/lib/platform/moments";
import { templateMediaTypes } from "@/lib/releases/template-answers";
import { proposalStates } from "./proposal-rules";
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
export const AddAction = fields({
  postMortem,
  title: line(500),
  owner: Email,
  due: Limit,
  gap: wholeNumber(0, 1_000).optional().describe("Which of the drill's gaps it closes, from 0"),
});

const NewRequirement = fields({
  gate: Key,
  key: Key,
  title: line(200),
  guidance: markdown(10_000).optional(),
  role: Key.optional().describe("Who signs it"),
  check: Key.optional().describe("The check that a pipeline reports, in place of a signature"),
});
export type NewRequirement = z.output<typeof NewRequirement>;

export const ProposeTemplateChange = fields({
  postMortem,
  action: z.string().max(64).describe("Id of the action that it comes from"),
  template: Key,
  reason: Note,
  requirement: NewRequirement.optional().describe("Added to the current version, in place of a source"),
  source: z
    .string()
    .max(1024 * 1024, { error: "expected a document of at most 1 MiB" })
    .optional()
    .describe("The whole next version"),
  mediaType: oneOf(templateMediaTypes).optional(),
  ifMatch: z.string().max(200).optional().describe("Digest of the version that the source was written from"),
});
export const WithdrawTemplateProposal = fields({
  postMortem,
  proposal: z.string().max(64),
  reason: Note,
});

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

export const ProposalAnswer = z.strictObject({
  id: z.string(),
  action: z.string(),
  template: z.string(),
  state: z.enum(proposalStates),
  version: z.number().nullable().describe("The version that it became; null: none"),
  before: z.string().describe("Digest of the version that it was written from"),
  after: z.string(),
  source: z.string(),
  mediaType: z.enum(templateMediaTypes),
  reason: z.string(),
  by: Named,
  at: moment,
});
export type ProposalAnswer = z.output<typeof ProposalAnswer>;

const ActionAnswer = z.strictObject({
  id: z.string().describe("Also of the obligation of the release, by which it is met or dropped"),
  title: z.string(),
  owner: Named,
  dueAt: moment,
  isOverdue: z.boolean(),
  remindedAt: moment.nullable(),
  gap: z.number().nullable(),
  closure: z
    .strictObject({ how: z.enum(["met", "dropped"]), text: z.string(), by: Named, at: moment })
    .nullable(),
  proposals: z.array(ProposalAnswer),
});
export type ActionAnswer = z.output<typeof ActionAnswer>;

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
  gaps: z
    .array(
      z.strictObject({
        kind: z.string(),
        message: z.string(),
        action: z.string().nullable().describe("Id of the action that closes it; null: none"),
      }),
    )
    .describe("What the drill showed to be missing"),
  actions: z.array(ActionAnswer),
  counterfactuals: z
    .array(
      z.strictObject({
        criterion: z.string(),
        rollback: z.string().nullable(),
        reason: z.string().nullable(),
        at: moment,
        until: moment,
        looks: z.number().describe("Evaluations from the decision until then"),
        hits: z.number().describe("Of these, how many still met the condition"),
        verdict: z
          .enum(["right", "wrong", "open"])
          .describe("Of deciding against it: right where at most half of them did"),
      }),
    )
    .describe("What would have been if what was declined or overridden had been done"),
});
export type PostMortemAnswer = z.output<typeof PostMortemAnswer>;
