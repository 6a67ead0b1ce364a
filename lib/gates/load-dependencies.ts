import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { GateFacts, Stage } from "./model";

type Reached = GateFacts["dependencies"][string];

interface Row {
  slug: string;
  components: string[];
  state: string;
  stage: string | null;
  stages: string[];
}

/** How far the other side of each dependency requirement is: that release, or the newest started release of that component. */
export async function loadDependencies(
  db: Reader,
  stages: readonly Stage[],
): Promise<Record<string, Reached>> {
  const asked = stages.flatMap((stage) =>
    stage.gates.flatMap((gate) =>
      gate.requirements.flatMap((requirement) =>
        requirement.kind === "dependency" ? [{ id: `${gate.key}/${requirement.key}`, requirement }] : [],
      ),
    ),
  );
  if (asked.length === 0) return {};
  const slugs = asked.flatMap(({ requirement }) => requirement.release ?? []);
  const components = asked.flatMap(({ requirement }) => requirement.component ?? []);
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT r.slug, v.state, v.stage_key AS stage,
           ARRAY(SELECT s->>'key' FROM jsonb_array_elements(t.document->'stages') WITH ORDINALITY AS x (s, n) ORDER BY n) AS stages,
           ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id) AS components
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL JOIN template_versions t ON t.id = r.template_version_id
    WHERE r.slug = ANY(${slugs}) OR EXISTS (
      SELECT FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id AND c.key = ANY(${components}))
    ORDER BY r.started_at DESC NULLS LAST, r.id DESC`);
  return Object.fromEntries(
    asked.map(({ id, requirement }) => [
      id,
      reached(
        rows.filter((row) =>
          requirement.release === undefined
            ? row.components.includes(requirement.component ?? "")
            : row.slug === requirement.release,
        ),
        requirement.stage,
      ),
    ]),
  );
}

function reached(rows: readonly Row[], stage: string): Reached {
  if (rows.some((row) => hasReached(row, stage)))
    return rows[0]?.state === "rolled-back" ? "rolled-back" : "reached";
  if (rows.length === 0) return "unknown";
  return rows[0]?.state === "rolled-back" ? "rolled-back" : "not-reached";
}

function hasReached(row: Row, stage: string): boolean {
  if (row.state === "completed") return row.stages.includes(stage);
  if (row.state !== "active" || row.stage === null) return false;
  const at = row.stages.indexOf(stage);
  return at >= 0 && row.stages.indexOf(row.stage) >= at;
}
