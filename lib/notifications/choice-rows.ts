import { Prisma } from "@/lib/platform/generated/prisma/client";

/** What somebody chose to hear of the release `r` of a statement: the word of `HearingChoice`. */
export function choiceOf(personId: string): Prisma.Sql {
  return Prisma.sql`CASE
    WHEN EXISTS (SELECT FROM notice_mutes m WHERE m.release_id = r.id AND m.person_id = ${personId}::uuid AND m.valid_to IS NULL) THEN 'mute'
    WHEN EXISTS (SELECT FROM notice_follows f WHERE f.release_id = r.id AND f.person_id = ${personId}::uuid AND f.valid_to IS NULL) THEN 'follow'
    ELSE 'rules' END`;
}
