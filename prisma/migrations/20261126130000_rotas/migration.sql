-- AlterTable
ALTER TABLE "role_assignments" ADD COLUMN     "rota_id" UUID;

-- CreateTable
CREATE TABLE "rotas" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "owner_team_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rotas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rota_versions" (
    "id" UUID NOT NULL,
    "rota_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "people" UUID[],
    "digest" TEXT NOT NULL,
    "changed_by" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "rota_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rota_overrides" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "rota_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "set_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "rota_overrides_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "rotas_key_key" ON "rotas"("key");

-- CreateIndex
CREATE UNIQUE INDEX "rota_versions_rota_id_version_key" ON "rota_versions"("rota_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "rota_overrides_order_key" ON "rota_overrides"("order");

-- CreateIndex
CREATE INDEX "rota_overrides_rota_id_idx" ON "rota_overrides"("rota_id");

-- AddForeignKey
ALTER TABLE "rota_versions" ADD CONSTRAINT "rota_versions_rota_id_fkey" FOREIGN KEY ("rota_id") REFERENCES "rotas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rota_overrides" ADD CONSTRAINT "rota_overrides_rota_id_fkey" FOREIGN KEY ("rota_id") REFERENCES "rotas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Ranges, references, grants.
ALTER TABLE "role_assignments" DROP CONSTRAINT "role_assignments_member_check", DROP CONSTRAINT "role_assignments_no_overlap";
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_member_check" CHECK (num_nonnulls(person_id, team_id, rota_id) = 1),
  ADD CONSTRAINT "role_assignments_no_overlap"
    EXCLUDE USING gist (release_id WITH =, role_key WITH =, COALESCE(person_id, team_id, rota_id) WITH =, tstzrange(valid_from, valid_to) WITH &&),
  ADD FOREIGN KEY (rota_id) REFERENCES rotas (id);
CREATE INDEX "role_assignments_rota_current" ON "role_assignments" (rota_id) WHERE valid_to IS NULL AND rota_id IS NOT NULL;

ALTER TABLE "rota_versions" ADD CONSTRAINT "rota_versions_range_check" CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT "rota_versions_no_overlap" EXCLUDE USING gist (rota_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE "rota_overrides" ADD CONSTRAINT "rota_overrides_range_check" CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT "rota_overrides_times_check" CHECK (ends_at > starts_at);

ALTER TABLE "rotas" ADD FOREIGN KEY (owner_team_id) REFERENCES teams (id);
ALTER TABLE "rota_versions" ADD FOREIGN KEY (changed_by) REFERENCES people (id);
ALTER TABLE "rota_overrides" ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (set_by) REFERENCES people (id);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON rotas FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rota_versions', 'rota_overrides'] LOOP
    EXECUTE format('CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION only_closing()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['rotas', 'rota_versions', 'rota_overrides'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON rotas, rota_versions, rota_overrides TO countersign_app;
GRANT UPDATE (valid_to) ON rota_versions, rota_overrides TO countersign_app;
GRANT USAGE ON SEQUENCE rota_overrides_order_seq TO countersign_app;
