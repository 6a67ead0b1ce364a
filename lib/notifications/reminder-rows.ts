import { Prisma } from "@/lib/platform/generated/prisma/client";

/** What the entry `e` of the release `r` of a statement reminds of, as `Reminded` reads it; null: it is no reminder. */
export const remindedSql = Prisma.sql`CASE WHEN e.type = 'reminder.sent' THEN (
  SELECT jsonb_build_object('kind', d.document #>> '{payload,kind}', 'level', d.document #>> '{payload,level}', 'deadline', d.document #>> '{payload,deadline}',
    'role', d.document #>> '{subjects,role}', 'decision', d.document #>> '{subjects,decision}',
    'gate', COALESCE(jsonb_path_query_first(t.document, '$.stages[*].gates[*] ? (@.key == $gate)', k.keys) ->> 'title', k.keys ->> 'gate'),
    'requirement', COALESCE(jsonb_path_query_first(t.document,
      '$.stages[*].gates[*] ? (@.key == $gate).requirements[*] ? (@.key == $requirement)', k.keys) ->> 'title', k.keys ->> 'requirement'))
  FROM (SELECT derived.document(e.bytes) AS document) d
  CROSS JOIN LATERAL (SELECT jsonb_build_object('gate', d.document #>> '{subjects,gate}', 'requirement', d.document #>> '{subjects,requirement}') AS keys) k
  LEFT JOIN template_versions t ON t.id = r.template_version_id) END`;
