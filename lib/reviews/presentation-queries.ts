import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { findShown, type Shown, shownVersion } from "./presentation-store";
import { getReview, type ReviewView } from "./detail-queries";
import { loadReview } from "./review-queries";
import type { PresentationAnswer } from "./schemas";
import { standingOf, type Step, stepsOf } from "./steps";

export interface PresentationView {
  presentation: PresentationAnswer;
  review: ReviewView;
  /** The reader is the one who presents. */
  isPresenter: boolean;
}

/** What is shown of a review, as far as the reader sees the releases, with the review itself. */
export async function getPresentation(
  db: Reader,
  asked: { review: string; actor: Actor; now: Date },
): Promise<PresentationView> {
  const view = await getReview(db, asked);
  const loaded = await loadReview(db, asked);
  const shown = await findShown(db, loaded.reviewId);
  const steps = stepsOf(view.detail.agenda);
  const found = shown === null ? null : await namesOf(db, shown, asked.actor);
  const step = shown === null || found === null || found.isHidden ? null : stepOf(shown, found.release);
  const standing = step === null ? null : standingOf(steps, step);
  return {
    presentation: {
      review: asked.review,
      version: await shownVersion(db, { series: loaded.series.id, original: loaded.occurrence.original }),
      session:
        shown === null || found === null
          ? null
          : { id: shown.session, presenter: found.presenter, since: shown.since.toISOString() },
      current:
        shown === null
          ? null
          : {
              step,
              since: shown.at.toISOString(),
              plannedMs: shown.plannedMs,
              isGone: standing?.isGone ?? false,
            },
      previous: standing?.previous ?? null,
      next: standing?.next ?? null,
      steps,
      notes: view.detail.notes,
    },
    review: view,
    isPresenter: asked.actor.kind === "person" && shown?.presenter === asked.actor.id,
  };
}

/** What a stream tells of a review whenever it changes: a number that says nothing but that something else is shown. */
export async function presentationEvents(
  db: Reader,
  asked: { review: string; actor: Actor },
): Promise<{ event: string; read: () => Promise<string> }> {
  const { series, occurrence } = await loadReview(db, asked);
  const read = () => shownVersion(db, { series: series.id, original: occurrence.original });
  return { event: "presentation", read };
}

function stepOf({ item }: Shown, release: string | null): Step {
  return { release, item };
}

interface Names {
  presenter: { name: string; email: string };
  /** Slug; null: of the meeting itself. */
  release: string | null;
  isHidden: boolean;
}

async function namesOf(db: Reader, { presenter, releaseId }: Shown, actor: Actor): Promise<Names> {
  const rows = await readRows<{ presenter: Names["presenter"]; release: string | null }>(
    db,
    Prisma.sql`
    SELECT jsonb_build_object('name', p.name, 'email', p.email) AS presenter,
      (SELECT r.slug FROM releases r WHERE r.id = ${releaseId}::uuid AND ${visibleTo(actor)}) AS release
    FROM people p WHERE p.id = ${presenter}::uuid`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("a presenter that was read is gone");
  return { ...row, isHidden: releaseId !== null && row.release === null };
}
