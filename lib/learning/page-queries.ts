import { listEntries } from "@/lib/audit/queries";
import type { EntryView } from "@/lib/audit/schemas";
import { mayDropObligation, mayMeetObligation } from "@/lib/gates/may-end-obligation";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { isEnabled } from "@/lib/policy/can";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import type { Phase } from "@/lib/rollbacks/phase-clock";
import { type LearnedChart, readCharts } from "./chart-queries";
import { type PostMortemAct, postMortemActs, refusalByState, writersOf } from "./course-rules";
import { type EventFacts, readEvent } from "./event-queries";
import { type LoadedPostMortem, loadPostMortem } from "./load-post-mortem";
import { mayPublish } from "./may-publish";
import { answerOf } from "./queries";
import type { PostMortemAnswer } from "./schemas";
import { isChosen } from "./timeline-rules";

/** An entry of the ledger as the timeline has it. */
export interface TimelineItem {
  entry: EntryView;
  isShown: boolean;
  note: string | null;
}

/** A post-mortem as its page shows it to one reader. */
export interface PostMortemView extends PostMortemAnswer {
  abilities: Record<PostMortemAct | "act", Ability>;
  phases: Phase[];
  rollback: EventFacts["rollback"];
  glass: Omit<NonNullable<EventFacts["glass"]>, "by"> | null;
  timeline: TimelineItem[];
  /** There are more entries than are shown. */
  isCut: boolean;
  charts: LearnedChart[];
  /** By action that is open what the reader may do with it. */
  ending: Record<string, { meet: Ability; drop: Ability }>;
  /** Who can take something over. */
  people: { name: string; email: string }[];
}

const mostEntries = 300;

interface Asked {
  id: string;
  actor: Actor;
  now: Date;
  zone: string;
}

export async function getPostMortemPage(db: Reader, asked: Asked): Promise<PostMortemView> {
  const loaded = await loadPostMortem(db, asked);
  const event = await readEvent(db, loaded.postMortem);
  const { actor, now, zone } = asked;
  const { slug } = loaded.authority.release;
  const span = { from: event.from, to: event.to ?? now.getTime() };
  const [answer, entries, charts] = await Promise.all([
    answerOf(db, loaded, { event, actor, now }),
    listEntries(db, actor, {
      release: slug,
      from: new Date(span.from),
      until: new Date(span.to + 1),
      limit: mostEntries,
    }),
    readCharts(db, { slug, actor, now, zone, span, kind: loaded.postMortem.kind }),
  ]);
  const { people } = loaded.authority;
  const { glass, phases, rollback } = event;
  return {
    ...answer,
    abilities: abilitiesOn(loaded, actor),
    phases,
    rollback,
    glass: glass === null ? null : { decision: glass.decision, reason: glass.reason },
    timeline: entries.items.flatMap((entry) => itemOf(entry, { answer, rollback })),
    isCut: entries.next !== null,
    charts,
    ending: await endingOf(db, loaded, actor),
    people: people
      .filter((person) => isEnabled(person, now.getTime()))
      .map(({ name, email }) => ({ name, email })),
  };
}

/** What is neither chosen nor spoken of can be chosen as well. */
function itemOf(
  entry: EntryView,
  { answer, rollback }: { answer: PostMortemAnswer; rollback: EventFacts["rollback"] },
): TimelineItem[] {
  if (entry.type.startsWith("post-mortem.")) return [];
  const note = answer.notes.find((each) => each.entry === entry.id);
  const { kind, event } = answer;
  const chosen = isChosen(entry, { kind, event, rollback: rollback?.id ?? null });
  return [{ entry, isShown: note?.isShown ?? chosen, note: note?.text ?? null }];
}

function abilitiesOn(loaded: LoadedPostMortem, actor: Actor): PostMortemView["abilities"] {
  const { authority, answers } = loaded;
  const writing = holdsAnyRole(authority, actor);
  const of = (act: PostMortemAct): Ability => {
    const refusal = refusalByState(act, loaded);
    if (refusal !== null) return { allowed: false, reason: refusal, whoMay: [] };
    const verdict = act === "publish" ? mayPublish(authority, actor, writersOf(answers)) : writing;
    return toAbility(verdict, actor);
  };
  return {
    ...(Object.fromEntries(postMortemActs.map((act) => [act, of(act)])) as Record<PostMortemAct, Ability>),
    act: toAbility(writing, actor),
  };
}

async function endingOf(
  db: Reader,
  { authority, postMortem }: LoadedPostMortem,
  actor: Actor,
): Promise<PostMortemView["ending"]> {
  const open = await db.obligation.findMany({
    where: { kind: "action", sourceKind: "post-mortem", sourceId: postMortem.id, closure: null },
  });
  return Object.fromEntries(
    open.map(({ id, owner, by, role }) => {
      const owed = { kind: "action", owner, by, role, authors: [] } as const;
      return [
        id,
        {
          meet: toAbility(mayMeetObligation(authority, actor, owed), actor),
          drop: toAbility(mayDropObligation(authority, actor, owed), actor),
        },
      ];
    }),
  );
}
