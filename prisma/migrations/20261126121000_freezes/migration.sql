-- AlterTable
ALTER TABLE "holds" ALTER COLUMN "release_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "freeze_windows" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "component_id" UUID,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "local_start" TEXT,
    "zone" TEXT,
    "rule" TEXT,
    "duration_minutes" INTEGER,
    "set_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "lifted_by" UUID,
    "lift_reason" TEXT,

    CONSTRAINT "freeze_windows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "freeze_overrides" (
    "id" UUID NOT NULL,
    "freeze_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "occurrence" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "freeze_overrides_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "freeze_windows_component_id_idx" ON "freeze_windows"("component_id");

-- CreateIndex
CREATE INDEX "freeze_overrides_freeze_id_idx" ON "freeze_overrides"("freeze_id");

-- CreateIndex
CREATE UNIQUE INDEX "freeze_overrides_release_id_freeze_id_occurrence_key" ON "freeze_overrides"("release_id", "freeze_id", "occurrence");

-- AddForeignKey
ALTER TABLE "freeze_overrides" ADD CONSTRAINT "freeze_overrides_freeze_id_fkey" FOREIGN KEY ("freeze_id") REFERENCES "freeze_windows"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A hold without a release is one of the whole organisation.
CREATE INDEX "holds_of_organisation" ON "holds" (valid_from) WHERE release_id IS NULL AND valid_to IS NULL;

-- Once, between two moments; or by a rule.
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_times_check" CHECK (
  (starts_at IS NOT NULL AND ends_at > starts_at AND num_nonnulls(local_start, zone, rule, duration_minutes) = 0)
  OR (starts_at IS NULL AND num_nonnulls(local_start, zone, rule, duration_minutes) = 4 AND duration_minutes BETWEEN 1 AND 527040));
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_range_check" CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_ended_check" CHECK (num_nonnulls(valid_to, lifted_by, lift_reason) IN (0, 3));
ALTER TABLE "freeze_windows" ADD FOREIGN KEY (component_id) REFERENCES components (id), ADD FOREIGN KEY (set_by) REFERENCES people (id), ADD FOREIGN KEY (lifted_by) REFERENCES people (id);
ALTER TABLE "freeze_overrides" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (by) REFERENCES people (id);
CREATE INDEX "freeze_windows_current" ON "freeze_windows" (ends_at) WHERE valid_to IS NULL;

CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON "freeze_windows" FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "freeze_windows" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "freeze_overrides" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "freeze_overrides" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON freeze_windows, freeze_overrides TO countersign_app;
GRANT UPDATE (valid_to, lifted_by, lift_reason) ON freeze_windows TO countersign_app;
