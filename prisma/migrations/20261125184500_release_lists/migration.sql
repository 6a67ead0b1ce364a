-- What lists filter and sort by stands beside the cached gates, so that a page is read by index whatever the history.
ALTER TABLE "release_projections"
  ADD COLUMN "restricted" BOOLEAN,
  ADD COLUMN "search" TEXT,
  ADD COLUMN "state" TEXT,
  ADD COLUMN "target_date" DATE,
  ADD COLUMN "on_hold" BOOLEAN,
  ADD COLUMN "created_at" TIMESTAMPTZ(3),
  ADD COLUMN "changed_at" TIMESTAMPTZ(3),
  ADD COLUMN "status" TEXT,
  ADD COLUMN "waiting_roles" TEXT[],
  ADD COLUMN "waiting_since" TIMESTAMPTZ(3);

UPDATE "release_projections" p SET
  restricted = r.restricted,
  search = lower(r.title) || ' ' || r.slug,
  state = v.state,
  target_date = v.target_date,
  on_hold = EXISTS (SELECT FROM holds h WHERE h.release_id = r.id AND h.valid_to IS NULL),
  created_at = r.created_at,
  changed_at = COALESCE((SELECT max(e.at) FROM ledger_entries e WHERE e.release_id = r.id), r.created_at),
  waiting_roles = '{}',
  -- What only the gates tell is computed by the worker.
  due_at = CASE WHEN v.state IN ('draft', 'active') THEN COALESCE(p.due_at, p.computed_at) ELSE p.due_at END
FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL
WHERE r.id = p.release_id;

ALTER TABLE "release_projections"
  ALTER COLUMN "restricted" SET NOT NULL,
  ALTER COLUMN "search" SET NOT NULL,
  ALTER COLUMN "state" SET NOT NULL,
  ALTER COLUMN "on_hold" SET NOT NULL,
  ALTER COLUMN "created_at" SET NOT NULL,
  ALTER COLUMN "changed_at" SET NOT NULL;

ALTER TABLE "release_projections" ADD CONSTRAINT "release_projections_state_check"
  CHECK (state IN ('draft', 'active', 'completed', 'rolled-back', 'cancelled'));
ALTER TABLE "release_projections" ADD CONSTRAINT "release_projections_status_check"
  CHECK (status IN ('blocked', 'stale', 'needs-work', 'open', 'ready'));

-- CreateIndex
CREATE INDEX "release_components_component_id_idx" ON "release_components"("component_id");

-- CreateIndex
CREATE INDEX "releases_template_version_id_idx" ON "releases"("template_version_id");

-- Few are due at a time.
DROP INDEX "release_projections_due_at_idx";
CREATE INDEX "release_projections_due" ON "release_projections" (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX "release_projections_computed" ON "release_projections" (computed_at);

-- Each order of the list, for those in flight and for all.
CREATE INDEX "release_projections_flight_target" ON "release_projections" (COALESCE(target_date, 'infinity'::date), release_id) WHERE state IN ('draft', 'active');
CREATE INDEX "release_projections_flight_changed" ON "release_projections" (changed_at, release_id) WHERE state IN ('draft', 'active');
CREATE INDEX "release_projections_flight_waiting" ON "release_projections" (COALESCE(waiting_since, 'infinity'::timestamptz), release_id) WHERE state IN ('draft', 'active');
CREATE INDEX "release_projections_flight_title" ON "release_projections" (search, release_id) WHERE state IN ('draft', 'active');
CREATE INDEX "release_projections_target" ON "release_projections" (COALESCE(target_date, 'infinity'::date), release_id);
CREATE INDEX "release_projections_changed" ON "release_projections" (changed_at, release_id);
CREATE INDEX "release_projections_created" ON "release_projections" (created_at, release_id);
CREATE INDEX "release_projections_title" ON "release_projections" (search, release_id);

-- What is counted above the list, and what it is narrowed by.
CREATE INDEX "release_projections_status" ON "release_projections" (status, release_id) WHERE state = 'active';
CREATE INDEX "release_projections_on_hold" ON "release_projections" (release_id) WHERE on_hold AND state IN ('draft', 'active');
CREATE INDEX "release_projections_waiting_roles" ON "release_projections" USING GIN (waiting_roles);

-- A trusted extension, as btree_gist is: the owner of the database may make it. Finds words inside titles.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "release_projections_search" ON "release_projections" USING GIN (search gin_trgm_ops);
