import type { Actor } from "@/lib/identity/actor";
import type { Db, Reader } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { loadRelease } from "./authority";

/** What a query reads from, and the moment that is its now. */
export interface Then {
  db: Reader;
  now: Date;
}

interface Asked {
  now: Date;
  /** Absent: as it stands. */
  at?: Date | undefined;
}

/**
 * Reads a release as it stands or as it was recorded at a past moment, by the same query. Whether the reader sees it is judged as of
 * now; refused are moments to come, and those before it was created.
 */
export async function asOf<T>(
  db: Db,
  { slug, actor, now, at }: Asked & { slug: string; actor: Actor },
  read: (then: Then) => Promise<T>,
): Promise<T> {
  if (at === undefined) return read({ db: db.prisma, now });
  refuseFuture({ now, at });
  const { release } = await loadRelease(db.prisma, { slug, actor, now });
  if (at < release.createdAt) throw refusedBefore(slug, release.createdAt);
  return db.past(at, (past) => read({ db: past, now: at }));
}

/** The same of what belongs to no release. */
export async function asOfAll<T>(db: Db, { now, at }: Asked, read: (then: Then) => Promise<T>): Promise<T> {
  if (at === undefined) return read({ db: db.prisma, now });
  refuseFuture({ now, at });
  return db.past(at, (past) => read({ db: past, now: at }));
}

function refusedBefore(slug: string, createdAt: Date): AppError {
  const created = createdAt.toISOString();
  const message = `The release ${slug} was created at ${created}; before that nothing is recorded of it.`;
  const fault = { path: "/at", message: "is before it was created", expected: `a moment from ${created} on` };
  return new AppError("not-found", message, { faults: [fault] });
}

/** Whether it is the moment that a refusal is about, rather than the release. */
export function isAboutMoment(error: unknown): error is AppError {
  return error instanceof AppError && error.extras.faults?.some(({ path }) => path === "/at") === true;
}

function refuseFuture({ now, at }: { now: Date; at: Date }): void {
  if (at > now) throw fieldError("/at", "This moment has not come yet.", "a moment that has passed");
}
