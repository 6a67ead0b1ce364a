import { Prisma } from "@/lib/platform/generated/prisma/client";

/** What holds the release `r`: holds of its own, those of the organisation, and pauses of its components, each by its key. */
export const holdsOfRelease = Prisma.sql`(
  SELECT h.id, h.reason, h.placed_by, h.valid_from, h.valid_to, h.release_id IS NULL AS is_organisation, NULL::text AS component
  FROM holds h WHERE h.release_id = r.id OR h.release_id IS NULL
  UNION ALL SELECT p.id, p.reason, p.paused_by, p.valid_from, p.valid_to, FALSE, c.key
  FROM release_components rc JOIN component_pauses p ON p.component_id = rc.component_id JOIN components c ON c.id = p.component_id
  WHERE rc.release_id = r.id)`;
