import { notFound, AppError } from "@/lib/platform/errors";
import { closeRange } from "@/lib/platform/close-range";
import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { preference } from "@/lib/platform/preference";
import { visibleTo } from "@/lib/policy/visible";
import type { PersonActor } from "@/lib/identity/actor";
import { choiceOf } from "./choice-rows";
import type { HearingChoice } from "./hearing-because";
import { ChangeOwnHook, ChangeOwnRules, MarkNotices, OneRelease } from "./schemas";
import { writeHook, writeSettings } from "./settings-store";
import { lockOne } from "@/lib/platform/lock-numbers";

const scope = "notices";

/** Says what one wants to hear of, by what and when. */
export const changeOwnRules = preference({
  name: "change-own-notices",
  input: ChangeOwnRules,
  scope,
  run: async ({ tx, input: { rules, expected }, person, now }) => {
    const owner = { person: person.id };
    const { after } = await writeSettings(tx, { owner, changedBy: person.id, now }, { rules, expected });
    return { digest: after };
  },
});

/** Says where one's chat messages are posted to. */
export const changeOwnHook = preference({
  name: "change-own-hook",
  input: ChangeOwnHook,
  scope,
  run: async ({ tx, input: { url }, person, now }) => {
    await writeHook(tx, { owner: { person: person.id }, changedBy: person.id, now }, url);
    return { isSet: url !== null };
  },
});

/** Ends hearing of a release, but for what is asked of one. */
export const muteRelease = preference({
  name: "mute-release",
  input: OneRelease,
  scope,
  run: async ({ tx, input: { release }, person, now }) => {
    const { id, choice } = await lockChoice(tx, release, person);
    if (choice === "mute") throw new AppError("conflict", "You muted it already.");
    const series = seriesOf(id, person);
    await closeRange(tx, { table: "notice_follows", series, now });
    const validFrom = await closeRange(tx, { table: "notice_mutes", series, now });
    await tx.noticeMute.create({ data: { id: newId(), personId: person.id, releaseId: id, validFrom } });
    return { release };
  },
});

export const unmuteRelease = preference({
  name: "unmute-release",
  input: OneRelease,
  scope,
  run: async ({ tx, input: { release }, person, now }) => {
    const { id, choice } = await lockChoice(tx, release, person);
    if (choice !== "mute") throw new AppError("conflict", "You did not mute it.");
    await closeRange(tx, { table: "notice_mutes", series: seriesOf(id, person), now });
    return { release };
  },
});

/** Hears of a release whether one takes part in it or not; it is no longer muted. */
export const followRelease = preference({
  name: "follow-release",
  input: OneRelease,
  scope,
  run: async ({ tx, input: { release }, person, now }) => {
    const { id, choice } = await lockChoice(tx, release, person);
    if (choice === "follow") throw new AppError("conflict", "You follow it already.");
    const series = seriesOf(id, person);
    await closeRange(tx, { table: "notice_mutes", series, now });
    const validFrom = await closeRange(tx, { table: "notice_follows", series, now });
    await tx.noticeFollow.create({ data: { id: newId(), personId: person.id, releaseId: id, validFrom } });
    return { release };
  },
});

/** Hears of a release as the rules decide. */
export const unfollowRelease = preference({
  name: "unfollow-release",
  input: OneRelease,
  scope,
  run: async ({ tx, input: { release }, person, now }) => {
    const { id, choice } = await lockChoice(tx, release, person);
    if (choice !== "follow") throw new AppError("conflict", "You do not follow it.");
    await closeRange(tx, { table: "notice_follows", series: seriesOf(id, person), now });
    return { release };
  },
});

/** Marks notices as read, up to one. */
export const markNotices = preference({
  name: "mark-notices",
  input: MarkNotices,
  scope,
  run: async ({ tx, input: { upTo }, person, now }) => {
    const marked = await tx.notice.updateMany({
      where: { personId: person.id, inInbox: true, readAt: null, seq: { lte: upTo } },
      data: { readAt: now },
    });
    return { marked: marked.count };
  },
});

function seriesOf(release: string, person: PersonActor): Prisma.Sql {
  return Prisma.sql`person_id = ${person.id}::uuid AND release_id = ${release}::uuid`;
}

/** A release that one sees, and what one chose to hear of it; one change at a time. */
async function lockChoice(
  tx: Tx,
  slug: string,
  person: PersonActor,
): Promise<{ id: string; choice: HearingChoice }> {
  await lockOne(tx, "notices", person.id);
  const rows = await tx.$queryRaw<{ id: string; choice: HearingChoice }[]>(Prisma.sql`
    SELECT r.id, ${choiceOf(person.id)} AS choice FROM releases r WHERE r.slug = ${slug} AND ${visibleTo(person)}`);
  if (rows[0] === undefined) throw notFound("such release");
  return rows[0];
}
