import { byOwner } from "@/lib/identity/own";
import type { PersonActor } from "@/lib/identity/actor";
import { refusal } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { preference } from "@/lib/platform/preference";
import { isUniqueViolation } from "@/lib/platform/retry";
import { type ViewContent, viewDigest } from "./view-queries";
import { ChangeView, mostViews, RemoveView, SaveView } from "./view-schemas";
import { lockOne } from "@/lib/platform/lock-numbers";

const scope = "views";

/** Keeps conditions of the portfolio under a name, behind one's other views. */
export const saveView = preference({
  name: "save-view",
  input: SaveView,
  scope,
  run: async ({ tx, input, person, now }) => {
    const own = await lockOwn(tx, person);
    if (own.length >= mostViews)
      throw new AppError("conflict", `You keep ${mostViews} views, which is the most; remove one first.`);
    const id = newId();
    await unlessTaken(
      input.name,
      tx.$executeRaw(Prisma.sql`
      INSERT INTO saved_views (id, owner_id, name, query, shared, position, created_at)
      VALUES (${id}::uuid, ${person.id}::uuid, ${input.name}, ${input.query}, ${input.shared}, ${own.length}, ${now})`),
    );
    return { id };
  },
});

/** Renames one's view, changes what it shows, shares it, or puts it in another place. */
export const changeView = preference({
  name: "change-view",
  input: ChangeView,
  scope,
  run: async ({ tx, input: { id, position, expected, ...change }, person }) => {
    const own = await lockOwn(tx, person);
    const view = await requireOwn(tx, { id, person });
    refuseOvertaken(expected, viewDigest(view));
    const { name = null, query = null, shared = null } = change;
    await unlessTaken(
      name ?? "",
      tx.$executeRaw(Prisma.sql`
      UPDATE saved_views SET name = COALESCE(${name}, name), query = COALESCE(${query}, query), shared = COALESCE(${shared}::boolean, shared) WHERE id = ${id}::uuid`),
    );
    if (position !== undefined) await writeOrder(tx, movedTo(own, id, position));
    return { id };
  },
});

export const removeView = preference({
  name: "remove-view",
  input: RemoveView,
  scope,
  run: async ({ tx, input: { id }, person }) => {
    const own = await lockOwn(tx, person);
    await requireOwn(tx, { id, person });
    await tx.$executeRaw`DELETE FROM saved_views WHERE id = ${id}::uuid`;
    await writeOrder(
      tx,
      own.filter((each) => each !== id),
    );
    return { id };
  },
});

/** Ids of a person's views in their order; one change of them at a time. */
async function lockOwn(tx: Tx, person: PersonActor): Promise<string[]> {
  await lockOne(tx, "views", person.id);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM saved_views WHERE owner_id = ${person.id}::uuid ORDER BY position, id`;
  return rows.map(({ id }) => id);
}

/** Refuses what is another's; what they do not share is not even there. */
async function requireOwn(tx: Tx, { id, person }: { id: string; person: PersonActor }): Promise<ViewContent> {
  const view = await tx.savedView.findUnique({ where: { id }, include: { owner: true } });
  if (view === null || (view.ownerId !== person.id && !view.shared)) throw notFound("such view");
  const verdict = byOwner(
    person,
    view.owner,
    "A view is changed by who saved it; save it under a name of your own.",
  );
  if (!verdict.allowed) throw refusal(verdict);
  return view;
}

function movedTo(own: readonly string[], id: string, position: number): string[] {
  const others = own.filter((each) => each !== id);
  return [...others.slice(0, position), id, ...others.slice(position)];
}

async function writeOrder(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE saved_views w SET position = o.at - 1 FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o (id, at) WHERE w.id = o.id`);
}

async function unlessTaken(name: string, written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const faults = [
      { path: "/name", message: "is the name of another view of yours", expected: "a name that is free" },
    ];
    throw new AppError("already-exists", `You keep a view named ${name} already.`, { faults });
  }
}
