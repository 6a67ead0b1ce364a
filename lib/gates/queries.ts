import type { Actor } from "@/lib/identity/actor";
import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { loadRelease } from "@/lib/releases/authority";
import { courseOf } from "@/lib/releases/course-of";
import { stageAfter, whyNotAdvance } from "@/lib/releases/stage-course";
import { evaluateGate, evaluateRelease } from "./evaluate";
import { gateIn, loadGates } from "./load-gates";
import type { Party } from "@/lib/policy/model";
import { concernsOf } from "./concerns";
import { obligationAnswer, obligationShown, obligationsOn } from "./obligation-views";
import type { AdvanceAnswer, CheckAnswer, ConcernAnswerBody, GateAnswer, ObligationAnswer } from "./schemas";
import { gateAnswer } from "./view";

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

/** A gate's status with reasons, as it stands. */
export async function getGate(db: Reader, { gate, ...asked }: Asked & { gate: string }): Promise<GateAnswer> {
  const loaded = await loadGates(db, asked);
  gateIn(loaded, gate, null);
  return gateAnswer(evaluateGate(loaded.facts, gate, loaded.at), loaded);
}

/** All gates of a release, in the order of its stages. */
export async function listGates(
  db: Reader,
  asked: Asked,
): Promise<{ items: GateAnswer[]; advance: AdvanceAnswer }> {
  const loaded = await loadGates(db, asked);
  const states = evaluateRelease(loaded.facts, loaded.at);
  const { stages } = loaded.facts;
  const { stage } = loaded.authority.version;
  const next = stage === null ? null : stageAfter(stages, stage);
  return {
    items: states.map((state) => gateAnswer(state, loaded)),
    advance:
      stage === null || next === null
        ? null
        : { stage, next: next.key, refusal: whyNotAdvance(courseOf(loaded, states), stage) },
  };
}

/** Concerns about a release, as they were raised. */
export async function listConcerns(db: Reader, asked: Asked): Promise<z.infer<typeof ConcernAnswerBody>[]> {
  const named = ({ name, email }: Party) => ({ name, email });
  return concernsOf(await loadGates(db, asked), asked.actor).map(({ id, text, by, at, answer }) => ({
    id,
    text,
    by: named(by),
    at: new Date(at).toISOString(),
    answer:
      answer === null ? null : { ...answer, by: named(answer.by), at: new Date(answer.at).toISOString() },
  }));
}

/** What is owed on a release, and what was met or dropped. */
export async function listObligations(db: Reader, asked: Asked): Promise<z.infer<typeof ObligationAnswer>[]> {
  const loaded = await loadGates(db, asked);
  const states = evaluateRelease(loaded.facts, loaded.at);
  return obligationsOn(loaded, states).map((each) =>
    obligationAnswer(obligationShown(loaded, each), loaded.at),
  );
}

/** Results of checks on a release, newest first. */
export async function listChecks(
  db: Reader,
  { name, limit, cursor, ...asked }: Asked & PageAsk & { name?: string | undefined },
): Promise<Page<z.infer<typeof CheckAnswer>>> {
  const { release } = await loadRelease(db, asked);
  const { take, after } = readPage({ limit, cursor }, z.number());
  const rows = await db.$queryRaw<CheckRow[]>(Prisma.sql`
    SELECT k.id, c.key AS component, k.name, k.bundle_digest AS "bundleDigest", k.status, k.summary, k.url, k.evidence,
           COALESCE(p.name, m.title) AS "reportedBy", k.at, k.order
    FROM check_results k JOIN components c ON c.id = k.component_id LEFT JOIN people p ON p.id = k.person_id LEFT JOIN machines m ON m.id = k.machine_id
    WHERE k.release_id = ${release.id}::uuid AND ${name === undefined ? Prisma.sql`TRUE` : Prisma.sql`k.name = ${name}`}
      AND ${after === null ? Prisma.sql`TRUE` : Prisma.sql`k.order < ${after}`}
    ORDER BY k.order DESC LIMIT ${take}`);
  return toPage({
    rows,
    take,
    item: ({ order: _, at, ...row }) => ({ ...row, at: at.toISOString() }),
    position: (row) => Number(row.order),
  });
}

type CheckRow = Omit<z.infer<typeof CheckAnswer>, "at"> & { at: Date; order: bigint };
