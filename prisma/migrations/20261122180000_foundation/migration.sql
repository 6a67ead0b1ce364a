-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" UUID NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "release_id" UUID,
    "request_id" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "digest" TEXT NOT NULL,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_sequence" (
    "seq" BIGINT NOT NULL,
    "entry_id" UUID NOT NULL,

    CONSTRAINT "ledger_sequence_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "ledger_horizon" (
    "id" INTEGER NOT NULL,
    "horizon" xid8 NOT NULL,

    CONSTRAINT "ledger_horizon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_openings" (
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "person_id" UUID,
    "salt" BYTEA NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "ledger_openings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "caller" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("caller","key")
);

-- CreateTable
CREATE TABLE "bundles" (
    "digest" TEXT NOT NULL,
    "component_id" UUID NOT NULL,
    "manifest" TEXT NOT NULL,
    "parts" JSONB NOT NULL,

    CONSTRAINT "bundles_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "bundle_registrations" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" UUID,
    "machine_id" UUID,
    "authors" UUID[],
    "unknown_authors" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bundle_registrations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "components" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "components_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "component_versions" (
    "id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "tier" INTEGER NOT NULL,
    "owner_team_id" UUID NOT NULL,
    "depends_on" TEXT[],
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "component_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "live_digests" (
    "id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "release_id" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "live_digests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "votes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "gate_key" TEXT NOT NULL,
    "requirement_key" TEXT,
    "role" TEXT NOT NULL,
    "vote" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "principal_id" UUID NOT NULL,
    "subject_digest" TEXT NOT NULL,
    "subject" JSONB NOT NULL,
    "meaning" TEXT,
    "reason" TEXT,
    "exit_condition" TEXT,
    "grant" TEXT[],
    "template_version_id" UUID NOT NULL,
    "rights_version_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "votes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vote_closures" (
    "id" UUID NOT NULL,
    "vote_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "exit_condition" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vote_closures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "acknowledgements" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "gate_key" TEXT NOT NULL,
    "requirement_key" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "subject_digest" TEXT NOT NULL,
    "subject" JSONB NOT NULL,
    "grant" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "acknowledgements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "check_results" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bundle_digest" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "summary" TEXT,
    "url" TEXT,
    "evidence" JSONB,
    "person_id" UUID,
    "machine_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "check_results_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waivers" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "gate_key" TEXT NOT NULL,
    "requirement_key" TEXT NOT NULL,
    "subject_digest" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "granted_by" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waivers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_levels" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "level" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "access_levels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "person_id" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "activations" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "activations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machines" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "owner_team_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "machines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" UUID NOT NULL,
    "person_id" UUID,
    "machine_id" UUID,
    "created_by" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "lead" BOOLEAN NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "roles" (
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "pool_entries" (
    "id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "pool_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_assignments" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "ended" TEXT,

    CONSTRAINT "role_assignments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rights_versions" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "rights_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template_versions" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "published_by" UUID NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "releases" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "template_version_id" UUID NOT NULL,
    "rights_version_id" UUID,
    "restricted" BOOLEAN NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),

    CONSTRAINT "releases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_versions" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "stage_key" TEXT,
    "exposure_percent" INTEGER NOT NULL,
    "target_date" DATE,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "release_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_viewers" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "release_viewers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_components" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "declared_from" TEXT,
    "baseline_digest" TEXT,
    "pinned_at" TIMESTAMPTZ(3),

    CONSTRAINT "release_components_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "candidates" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "set_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "candidates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_documents" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "parts" JSONB NOT NULL,
    "author" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "release_documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stage_passages" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "stage_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "gates" JSONB NOT NULL,
    "by" UUID NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stage_passages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holds" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "lifted_by" UUID,
    "lift_reason" TEXT,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_projections" (
    "release_id" UUID NOT NULL,
    "summary" JSONB NOT NULL,
    "waiting_people" UUID[],
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "changes_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "release_projections_pkey" PRIMARY KEY ("release_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entries_ordinal_key" ON "ledger_entries"("ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_sequence_entry_id_key" ON "ledger_sequence"("entry_id");

-- CreateIndex
CREATE INDEX "ledger_openings_person_id_idx" ON "ledger_openings"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_openings_entry_id_path_key" ON "ledger_openings"("entry_id", "path");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "bundles_component_id_idx" ON "bundles"("component_id");

-- CreateIndex
CREATE INDEX "bundle_registrations_digest_idx" ON "bundle_registrations"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "components_key_key" ON "components"("key");

-- CreateIndex
CREATE INDEX "component_versions_component_id_idx" ON "component_versions"("component_id");

-- CreateIndex
CREATE INDEX "live_digests_component_id_idx" ON "live_digests"("component_id");

-- CreateIndex
CREATE UNIQUE INDEX "votes_order_key" ON "votes"("order");

-- CreateIndex
CREATE INDEX "votes_release_id_gate_key_idx" ON "votes"("release_id", "gate_key");

-- CreateIndex
CREATE INDEX "votes_principal_id_idx" ON "votes"("principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "vote_closures_vote_id_key" ON "vote_closures"("vote_id");

-- CreateIndex
CREATE INDEX "acknowledgements_release_id_gate_key_idx" ON "acknowledgements"("release_id", "gate_key");

-- CreateIndex
CREATE UNIQUE INDEX "check_results_order_key" ON "check_results"("order");

-- CreateIndex
CREATE INDEX "check_results_release_id_name_idx" ON "check_results"("release_id", "name");

-- CreateIndex
CREATE INDEX "waivers_release_id_gate_key_idx" ON "waivers"("release_id", "gate_key");

-- CreateIndex
CREATE UNIQUE INDEX "people_email_key" ON "people"("email");

-- CreateIndex
CREATE UNIQUE INDEX "activations_code_hash_key" ON "activations"("code_hash");

-- CreateIndex
CREATE INDEX "activations_person_id_idx" ON "activations"("person_id");

-- CreateIndex
CREATE INDEX "sessions_person_id_idx" ON "sessions"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "machines_key_key" ON "machines"("key");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_hash_key" ON "tokens"("hash");

-- CreateIndex
CREATE INDEX "tokens_person_id_idx" ON "tokens"("person_id");

-- CreateIndex
CREATE INDEX "tokens_machine_id_idx" ON "tokens"("machine_id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_key_key" ON "teams"("key");

-- CreateIndex
CREATE INDEX "team_members_person_id_idx" ON "team_members"("person_id");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE INDEX "pool_entries_role_key_idx" ON "pool_entries"("role_key");

-- CreateIndex
CREATE INDEX "role_assignments_release_id_idx" ON "role_assignments"("release_id");

-- CreateIndex
CREATE INDEX "role_assignments_person_id_idx" ON "role_assignments"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "rights_versions_version_key" ON "rights_versions"("version");

-- CreateIndex
CREATE UNIQUE INDEX "template_versions_key_version_key" ON "template_versions"("key", "version");

-- CreateIndex
CREATE UNIQUE INDEX "releases_slug_key" ON "releases"("slug");

-- CreateIndex
CREATE INDEX "release_versions_release_id_idx" ON "release_versions"("release_id");

-- CreateIndex
CREATE INDEX "release_viewers_release_id_idx" ON "release_viewers"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "release_components_release_id_component_id_key" ON "release_components"("release_id", "component_id");

-- CreateIndex
CREATE INDEX "candidates_release_id_idx" ON "candidates"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "release_documents_release_id_kind_version_key" ON "release_documents"("release_id", "kind", "version");

-- CreateIndex
CREATE UNIQUE INDEX "stage_passages_order_key" ON "stage_passages"("order");

-- CreateIndex
CREATE INDEX "stage_passages_release_id_idx" ON "stage_passages"("release_id");

-- CreateIndex
CREATE INDEX "holds_release_id_idx" ON "holds"("release_id");

-- CreateIndex
CREATE INDEX "release_projections_waiting_people_idx" ON "release_projections" USING GIN ("waiting_people");

-- CreateIndex
CREATE INDEX "release_projections_due_at_idx" ON "release_projections"("due_at");

-- CreateIndex
CREATE INDEX "release_projections_changes_at_idx" ON "release_projections"("changes_at");

-- AddForeignKey
ALTER TABLE "ledger_sequence" ADD CONSTRAINT "ledger_sequence_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "ledger_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_openings" ADD CONSTRAINT "ledger_openings_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "ledger_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bundles" ADD CONSTRAINT "bundles_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bundle_registrations" ADD CONSTRAINT "bundle_registrations_digest_fkey" FOREIGN KEY ("digest") REFERENCES "bundles"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "component_versions" ADD CONSTRAINT "component_versions_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_digests" ADD CONSTRAINT "live_digests_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vote_closures" ADD CONSTRAINT "vote_closures_vote_id_fkey" FOREIGN KEY ("vote_id") REFERENCES "votes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_levels" ADD CONSTRAINT "access_levels_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "machines" ADD CONSTRAINT "machines_owner_team_id_fkey" FOREIGN KEY ("owner_team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_entries" ADD CONSTRAINT "pool_entries_role_key_fkey" FOREIGN KEY ("role_key") REFERENCES "roles"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_template_version_id_fkey" FOREIGN KEY ("template_version_id") REFERENCES "template_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_versions" ADD CONSTRAINT "release_versions_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_viewers" ADD CONSTRAINT "release_viewers_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_components" ADD CONSTRAINT "release_components_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_components" ADD CONSTRAINT "release_components_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candidates" ADD CONSTRAINT "candidates_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_documents" ADD CONSTRAINT "release_documents_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stage_passages" ADD CONSTRAINT "stage_passages_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holds" ADD CONSTRAINT "holds_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_projections" ADD CONSTRAINT "release_projections_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the datamodel cannot say: ranges, closed sets of values, references, immutability, grants, order of the ledger.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Ranges are half-open and never overlap for the same thing. An empty range is allowed: a clock that went back closes a row at its own start.
DO $$
DECLARE
  rule RECORD;
BEGIN
  FOR rule IN
    SELECT * FROM (VALUES
      ('access_levels', 'person_id WITH ='),
      ('team_members', 'team_id WITH =, person_id WITH ='),
      ('pool_entries', 'role_key WITH =, COALESCE(person_id, team_id) WITH ='),
      ('role_assignments', 'release_id WITH =, role_key WITH =, COALESCE(person_id, team_id) WITH ='),
      ('component_versions', 'component_id WITH ='),
      ('live_digests', 'component_id WITH ='),
      ('release_versions', 'release_id WITH ='),
      ('release_viewers', 'release_id WITH =, COALESCE(person_id, team_id) WITH ='),
      ('candidates', 'release_id WITH =, component_id WITH ='),
      ('release_documents', 'release_id WITH =, kind WITH ='),
      ('rights_versions', NULL),
      ('holds', 'id WITH =')
    ) AS v (name, columns)
  LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (valid_to IS NULL OR valid_to >= valid_from)', rule.name, rule.name || '_range_check');
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I EXCLUDE USING gist (%s tstzrange(valid_from, valid_to) WITH &&)',
      rule.name, rule.name || '_no_overlap', CASE WHEN rule.columns IS NULL THEN '' ELSE rule.columns || ', ' END);
  END LOOP;
END $$;

-- A person or a team, one of the two.
ALTER TABLE "pool_entries" ADD CONSTRAINT "pool_entries_member_check" CHECK (num_nonnulls(person_id, team_id) = 1);
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_member_check" CHECK (num_nonnulls(person_id, team_id) = 1);
ALTER TABLE "release_viewers" ADD CONSTRAINT "release_viewers_member_check" CHECK (num_nonnulls(person_id, team_id) = 1);
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_owner_check" CHECK (num_nonnulls(person_id, machine_id) = 1);
ALTER TABLE "bundle_registrations" ADD CONSTRAINT "bundle_registrations_actor_check" CHECK (num_nonnulls(person_id, machine_id) = 1);
ALTER TABLE "check_results" ADD CONSTRAINT "check_results_actor_check" CHECK (num_nonnulls(person_id, machine_id) = 1);

-- Closed sets.
ALTER TABLE "people" ADD CONSTRAINT "people_email_check" CHECK (email = lower(email));
ALTER TABLE "access_levels" ADD CONSTRAINT "access_levels_level_check" CHECK (level IN ('member', 'admin', 'auditor'));
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_ended_check"
  CHECK (ended IN ('time', 'revoked') AND valid_to IS NOT NULL OR ended IS NULL);
ALTER TABLE "release_versions" ADD CONSTRAINT "release_versions_state_check" CHECK (state IN ('draft', 'active', 'completed', 'rolled-back', 'cancelled'));
ALTER TABLE "release_versions" ADD CONSTRAINT "release_versions_exposure_check" CHECK (exposure_percent BETWEEN 0 AND 100);
ALTER TABLE "release_versions" ADD CONSTRAINT "release_versions_stage_check" CHECK ((stage_key IS NULL) = (state = 'draft'));
ALTER TABLE "release_documents" ADD CONSTRAINT "release_documents_kind_check" CHECK (kind IN ('plan', 'criteria', 'rollback-plan'));
ALTER TABLE "stage_passages" ADD CONSTRAINT "stage_passages_kind_check" CHECK (kind IN ('passed', 'skipped', 'reopened'));
ALTER TABLE "votes" ADD CONSTRAINT "votes_vote_check" CHECK (vote IN ('approve', 'needs-work', 'reject', 'not-applicable', 'withdraw', 'comment'));
ALTER TABLE "votes" ADD CONSTRAINT "votes_reason_check" CHECK (vote = 'approve' OR reason IS NOT NULL);
ALTER TABLE "vote_closures" ADD CONSTRAINT "vote_closures_kind_check" CHECK (kind IN ('veto-lifted', 'needs-work-dismissed'));
ALTER TABLE "check_results" ADD CONSTRAINT "check_results_status_check" CHECK (status IN ('passed', 'failed', 'error', 'running'));
ALTER TABLE "component_versions" ADD CONSTRAINT "component_versions_tier_check" CHECK (tier BETWEEN 1 AND 4);
ALTER TABLE "bundles" ADD CONSTRAINT "bundles_digest_check" CHECK (digest = 'sha256:' || encode(sha256(convert_to(manifest, 'UTF8')), 'hex'));
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_digest_check" CHECK (digest = 'sha256:' || encode(sha256(bytes), 'hex'));
ALTER TABLE "ledger_sequence" ADD CONSTRAINT "ledger_sequence_seq_check" CHECK (seq > 0);
ALTER TABLE "ledger_horizon" ADD CONSTRAINT "ledger_horizon_one_row" CHECK (id = 1);

-- References that the datamodel leaves out.
ALTER TABLE "activations" ADD FOREIGN KEY (person_id) REFERENCES people (id);
ALTER TABLE "pool_entries" ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (team_id) REFERENCES teams (id);
ALTER TABLE "role_assignments" ADD FOREIGN KEY (role_key) REFERENCES roles (key), ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (team_id) REFERENCES teams (id);
ALTER TABLE "release_viewers" ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (team_id) REFERENCES teams (id);
ALTER TABLE "component_versions" ADD FOREIGN KEY (owner_team_id) REFERENCES teams (id);
ALTER TABLE "live_digests" ADD FOREIGN KEY (digest) REFERENCES bundles (digest), ADD FOREIGN KEY (release_id) REFERENCES releases (id);
ALTER TABLE "bundle_registrations" ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (machine_id) REFERENCES machines (id);
ALTER TABLE "template_versions" ADD FOREIGN KEY (published_by) REFERENCES people (id);
ALTER TABLE "releases" ADD FOREIGN KEY (rights_version_id) REFERENCES rights_versions (id), ADD FOREIGN KEY (created_by) REFERENCES people (id);
ALTER TABLE "candidates" ADD FOREIGN KEY (component_id) REFERENCES components (id), ADD FOREIGN KEY (digest) REFERENCES bundles (digest), ADD FOREIGN KEY (set_by) REFERENCES people (id);
ALTER TABLE "release_documents" ADD FOREIGN KEY (author) REFERENCES people (id);
ALTER TABLE "stage_passages" ADD FOREIGN KEY (by) REFERENCES people (id);
ALTER TABLE "holds" ADD FOREIGN KEY (placed_by) REFERENCES people (id), ADD FOREIGN KEY (lifted_by) REFERENCES people (id);
ALTER TABLE "votes" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (actor_id) REFERENCES people (id), ADD FOREIGN KEY (principal_id) REFERENCES people (id), ADD FOREIGN KEY (template_version_id) REFERENCES template_versions (id), ADD FOREIGN KEY (role) REFERENCES roles (key);
ALTER TABLE "vote_closures" ADD FOREIGN KEY (by) REFERENCES people (id);
ALTER TABLE "acknowledgements" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (role) REFERENCES roles (key);
ALTER TABLE "check_results" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (component_id) REFERENCES components (id), ADD FOREIGN KEY (bundle_digest) REFERENCES bundles (digest), ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (machine_id) REFERENCES machines (id);
ALTER TABLE "waivers" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (owner) REFERENCES people (id), ADD FOREIGN KEY (granted_by) REFERENCES people (id);
ALTER TABLE "ledger_entries" ADD FOREIGN KEY (release_id) REFERENCES releases (id);

-- Indexes for what is current.
CREATE INDEX "release_versions_current" ON "release_versions" (release_id) WHERE valid_to IS NULL;
CREATE INDEX "release_versions_by_state" ON "release_versions" (state, target_date) WHERE valid_to IS NULL;
CREATE INDEX "holds_current" ON "holds" (release_id) WHERE valid_to IS NULL;
CREATE INDEX "ledger_entries_xid" ON "ledger_entries" (xid, ordinal);
CREATE INDEX "ledger_entries_release" ON "ledger_entries" (release_id, ordinal);

-- Appended for ever: nobody changes or removes these, the owner included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- Rows with a range are closed once; everything else about them stays.
CREATE FUNCTION only_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closing text[] := ARRAY['valid_to', 'ended', 'lifted_by', 'lift_reason'];
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% keeps its past: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(OLD) - closing IS DISTINCT FROM to_jsonb(NEW) - closing OR (OLD.valid_to IS NOT NULL AND NEW.valid_to > OLD.valid_to) OR NEW.valid_to IS NULL THEN
    RAISE EXCEPTION '% keeps its past: a row is only closed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_entries', 'ledger_sequence', 'votes', 'vote_closures', 'acknowledgements', 'check_results', 'waivers',
    'stage_passages', 'bundles', 'bundle_registrations', 'template_versions', 'components', 'roles', 'teams'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['access_levels', 'team_members', 'pool_entries', 'role_assignments', 'component_versions', 'live_digests',
    'release_versions', 'release_viewers', 'candidates', 'release_documents', 'rights_versions', 'holds'] LOOP
    EXECUTE format('CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION only_closing()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

INSERT INTO ledger_horizon (id, horizon) VALUES (1, pg_snapshot_xmin(pg_current_snapshot()));

-- The application acts as this role, whoever it signs in to the database as: it cannot alter the past even by mistake.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'countersign_app') THEN
    CREATE ROLE countersign_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server made it at the same time
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT countersign_app TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN NULL; -- granted by whoever administers the server, or the first statement says what is missing
END $$;

GRANT USAGE ON SCHEMA public TO countersign_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO countersign_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO countersign_app;
-- Append-only.
GRANT INSERT ON ledger_entries, ledger_sequence, ledger_openings, votes, vote_closures, acknowledgements, check_results, waivers, stage_passages,
  bundles, bundle_registrations, template_versions, people, teams, roles, components TO countersign_app;
-- Closed once.
GRANT INSERT ON access_levels, team_members, pool_entries, role_assignments, component_versions, live_digests, release_versions, release_viewers,
  candidates, release_documents, rights_versions, holds TO countersign_app;
GRANT UPDATE (valid_to) ON access_levels, team_members, pool_entries, role_assignments, component_versions, live_digests, release_versions,
  release_viewers, candidates, release_documents, rights_versions, holds TO countersign_app;
GRANT UPDATE (ended) ON role_assignments TO countersign_app;
GRANT UPDATE (lifted_by, lift_reason) ON holds TO countersign_app;
-- Row locks need a right to update something; nothing of a component ever changes.
GRANT UPDATE (key) ON components TO countersign_app;
-- State that is replaced.
GRANT INSERT, UPDATE ON accounts, activations, sessions, machines, tokens, releases, release_components, ledger_horizon TO countersign_app;
GRANT INSERT, UPDATE, DELETE ON rate_limits, idempotency_keys, release_projections TO countersign_app;
GRANT DELETE ON ledger_openings TO countersign_app;
