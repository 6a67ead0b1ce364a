import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { visibleTo } from "@/lib/policy/visible";
import { loadRelease } from "@/lib/releases/authority";
import { listEpisodes } from "@/lib/rollbacks/episode-queries";
import { named, utc } from "@/lib/rollbacks/columns";
import { blameIn } from "./blame-rules";
import { readActions } from "./action-queries";
import { counterfactualsOf } from "./counterfactual-rules";
import { standingAnswers, stateOf } from "./course-rules";
import { type EventFacts, readEvent } from "./event-queries";
import { type LoadedPostMortem, loadPostMortem } from "./load-post-mortem";
import { type AnswerFact, type PostMortemState, type QuestionKey, questionKeys, questions } from "./model";
import type { ListedPostMortem, PostMortemAnswer } from "./schemas";
import { postMortemTitle } from "./title-rules";

interface Asked {
  actor: Actor;
  now: Date;
}

interface Row extends Omit<ListedPostMortem, "title"> {
  decision: string | null;
  order: number;
}

/** What was opened for the releases that the reader sees, or for one of them, the latest first. */
export async function listPostMortems(
  db: Reader,
  {
    actor,
    now,
    slug,
    state,
    ...ask
  }: Asked & PageAsk & { slug?: string | undefined; state?: PostMortemState | undefined },
): Promise<Page<ListedPostMortem>> {
  // A release that is not seen is not found, rather than one without post-mortems.
  if (slug !== undefined) await loadRelease(db, { slug, actor, now });
  const { take, after } = readPage(ask, z.number());
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT m.id, m.kind, m.event_id AS event, s.state, jsonb_build_object('slug', r.slug, 'title', r.title) AS release,
      ${utc("m.at")} AS "openedAt", ${named("m.opened_by")} AS "openedBy",
      (SELECT ${utc("max(v.at)")} FROM post_mortem_moves v WHERE v.post_mortem_id = m.id AND v.to = 'published') AS "publishedAt",
      (SELECT count(*)::int FROM (SELECT DISTINCT ON (a.question) a.text FROM post_mortem_answers a WHERE a.post_mortem_id = m.id
        ORDER BY a.question, a.version DESC) w WHERE w.text IS NOT NULL) AS answered,
      (SELECT count(*)::int FROM post_mortem_actions x WHERE x.post_mortem_id = m.id
        AND NOT EXISTS (SELECT FROM obligation_closures c WHERE c.obligation_id = x.obligation_id)) AS "openActions",
      (SELECT g.decision FROM break_glass_uses g WHERE m.kind = 'break-glass' AND g.id = m.event_id) AS decision, m.order::int AS order
      FROM post_mortems m JOIN releases r ON r.id = m.release_id
      CROSS JOIN LATERAL (SELECT COALESCE((SELECT v.to FROM post_mortem_moves v WHERE v.post_mortem_id = m.id ORDER BY v.number DESC LIMIT 1), 'draft') AS state) s
      WHERE ${visibleTo(actor)} AND (${slug ?? null}::text IS NULL OR r.slug = ${slug ?? null})
        AND (${state ?? null}::text IS NULL OR s.state = ${state ?? null})
        AND (${after ?? null}::bigint IS NULL OR m.order < ${after ?? 0}::bigint)
      ORDER BY m.order DESC LIMIT ${take}`,
  );
  return toPage({
    rows,
    take,
    item: ({ order: _, decision, ...row }) => ({
      ...row,
      title: postMortemTitle({ kind: row.kind, release: row.release.title, decision }),
    }),
    position: ({ order }) => order,
  });
}

/** One as everybody reads it who sees its release. */
export async function getPostMortem(db: Reader, asked: Asked & { id: string }): Promise<PostMortemAnswer> {
  const loaded = await loadPostMortem(db, asked);
  return answerOf(db, loaded, { event: await readEvent(db, loaded.postMortem), ...asked });
}

interface Person {
  name: string;
  email: string;
}

/** What its page and the API both show. */
export async function answerOf(
  db: Reader,
  loaded: LoadedPostMortem,
  { event, actor, now }: Asked & { event: EventFacts },
): Promise<PostMortemAnswer> {
  const { authority, postMortem, answers, moves } = loaded;
  const { id, kind, eventId, openedBy, at } = postMortem;
  const { slug, title } = authority.release;
  const [notes, actions, episodes] = await Promise.all([
    standingNotes(db, id),
    readActions(db, { postMortem: id, now }),
    listEpisodes(db, { slug, actor, now, limit: 200 }),
  ]);
  const people = await peopleNamed(db, [
    ...[...answers, ...moves, ...notes].map(({ by }) => by),
    ...(openedBy === null ? [] : [openedBy]),
  ]);
  const named = (person: string): Person => people.get(person) ?? { name: "Somebody", email: "" };
  const names = [...people.values(), ...authority.people].map(({ name }) => name);
  const answered = ({ text, version, by, at: written }: AnswerFact) => ({
    text: text ?? "",
    version,
    by: named(by),
    at: iso(written),
  });
  const published = moves.filter(({ to }) => to === "published");
  const last = published.at(-1);
  return {
    id,
    kind,
    event: eventId,
    title: postMortemTitle({ kind, release: title, decision: event.glass?.decision ?? null }),
    state: stateOf(moves),
    release: { slug, title },
    openedAt: at.toISOString(),
    openedBy: openedBy === null ? null : named(openedBy),
    publishedAt: last === undefined ? null : iso(last.at),
    from: iso(event.from),
    to: event.to === null ? null : iso(event.to),
    questions: questionKeys.map((key) => {
      const standing = standingAnswers(answers).find(({ question }) => question === key);
      return {
        key,
        title: questions[key].title,
        version: latestOf(answers, key),
        answer: standing === undefined ? null : answered(standing),
        hints: blameIn(standing?.text ?? "", names),
      };
    }),
    notes: notes.map(({ by, at: written, ...note }) => ({ ...note, by: named(by), at: iso(written) })),
    moves: moves.map(({ number, to, note, by, at: moved }) => ({
      number,
      to,
      note,
      by: named(by),
      at: iso(moved),
    })),
    published: published.toReversed().map((move) => ({
      number: move.number,
      by: named(move.by),
      at: iso(move.at),
      answers: answers
        .filter((each) => move.answers.includes(each.id))
        .sort((a, b) => questionKeys.indexOf(a.question) - questionKeys.indexOf(b.question))
        .map((each) => ({ ...answered(each), question: each.question })),
    })),
    gaps: event.gaps.map(({ kind: of, message }, index) => ({
      kind: of,
      message,
      action: actions.find(({ gap }) => gap === index)?.id ?? null,
    })),
    actions,
    counterfactuals: counterfactualsOf(episodes.items),
  };
}

function latestOf(answers: readonly AnswerFact[], question: QuestionKey): number {
  const own = answers.filter((each) => each.question === question);
  return own.reduce((most, each) => Math.max(most, each.version), 0);
}

interface NoteRow {
  entry: string;
  isShown: boolean;
  text: string | null;
  by: string;
  at: number;
}

/** Of each entry what was said of it last. */
async function standingNotes(db: Reader, id: string): Promise<NoteRow[]> {
  const rows = await db.postMortemNote.findMany({ where: { postMortemId: id }, orderBy: { order: "asc" } });
  const last = new Map(rows.map((row) => [row.entryId, row]));
  return [...last.values()].map(({ entryId, isShown, text, by, at }) => ({
    entry: entryId,
    isShown,
    text,
    by,
    at: at.getTime(),
  }));
}

async function peopleNamed(db: Reader, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await db.person.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, email: true },
  });
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
