import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import { endCalendarAddress } from "@/lib/reviews/store";
import { endShareLinksOf } from "@/lib/sharing/store";
import type { AccessLevelName } from "./actor";
import { personDisabled } from "./events";
import { revokeSessions } from "./sessions";
import { endPlaces, revokeTokens, setAccessLevel } from "./store";

/** Ends a person's access, sessions, tokens, invitations, calendar address, share links and places at once; answers the entry that tells of it. */
export async function endAccess(
  tx: Tx,
  { personId, access, now }: { personId: string; access: AccessLevelName; now: Date },
): Promise<EntryDraft> {
  await setAccessLevel(tx, { personId, level: null, now });
  const sessions = await revokeSessions(tx, { personId, now });
  const tokens = await revokeTokens(tx, { personId }, now);
  await tx.activation.updateMany({ where: { personId, usedAt: null }, data: { usedAt: now } });
  const calendarAddress = await endCalendarAddress(tx, personId, now);
  const shareLinks = await endShareLinksOf(tx, { personId, now });
  const places = await endPlaces(tx, personId, now);
  return personDisabled(
    { id: personId },
    { access, sessions, tokens, calendarAddress, shareLinks, ...places },
  );
}
