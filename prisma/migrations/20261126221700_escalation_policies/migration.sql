-- AlterTable
ALTER TABLE "rollbacks" ADD COLUMN     "escalation_version_id" UUID,
ADD COLUMN     "told_at_once" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wait" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "waits_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "escalation_versions" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "changed_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "escalation_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_tellings" (
    "id" UUID NOT NULL,
    "rollback_id" UUID NOT NULL,
    "wait" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "people" UUID[],
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_tellings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_silences" (
    "id" UUID NOT NULL,
    "rollback_id" UUID NOT NULL,
    "wait" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_silences_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "escalation_versions_version_key" ON "escalation_versions"("version");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_tellings_rollback_id_wait_level_number_key" ON "rollback_tellings"("rollback_id", "wait", "level", "number");

-- CreateIndex
CREATE INDEX "rollback_silences_rollback_id_idx" ON "rollback_silences"("rollback_id");

-- AddForeignKey
ALTER TABLE "rollbacks" ADD CONSTRAINT "rollbacks_escalation_version_id_fkey" FOREIGN KEY ("escalation_version_id") REFERENCES "escalation_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_tellings" ADD CONSTRAINT "rollback_tellings_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_silences" ADD CONSTRAINT "rollback_silences_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE escalation_versions
  ADD FOREIGN KEY (changed_by) REFERENCES people (id),
  ADD CHECK (version >= 1),
  ADD CONSTRAINT escalation_versions_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT escalation_versions_no_overlap EXCLUDE USING gist (tstzrange(valid_from, valid_to) WITH &&);
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON escalation_versions FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON escalation_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE rollback_tellings
  ADD CHECK (wait >= 1 AND level >= 1 AND number >= 0),
  ADD CHECK (channel IN ('inbox')),
  ADD CHECK (people IS NOT NULL),
  ADD CHECK (at >= due_at);
ALTER TABLE rollback_silences
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (wait >= 1 AND level >= 0),
  ADD CHECK (until > at);

-- What is under way goes on by the shipped policy: at the time that was next, the levels reached until then and one further are told.
UPDATE rollbacks SET waits_since = escalate_at, told_at_once = LEAST(level + 1, 3), level = LEAST(level, 3)
WHERE ended_at IS NULL AND escalate_at IS NOT NULL;
UPDATE rollbacks SET level = LEAST(level, 3), escalate_at = NULL WHERE waits_since IS NULL;
ALTER TABLE rollbacks
  ADD CHECK (wait >= 1 AND told_at_once >= 0),
  ADD CHECK (escalate_at IS NULL OR waits_since IS NOT NULL);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rollback_tellings', 'rollback_silences'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON escalation_versions, rollback_tellings, rollback_silences TO countersign_app;
GRANT UPDATE (valid_to) ON escalation_versions TO countersign_app;
