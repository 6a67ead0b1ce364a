-- AlterTable
ALTER TABLE "rollback_attempts" ADD COLUMN     "exposure_change_id" UUID,
ADD COLUMN     "is_final" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "observed" DOUBLE PRECISION,
ALTER COLUMN "rollback_id" DROP NOT NULL,
ALTER COLUMN "step_key" DROP NOT NULL;

-- AlterTable
ALTER TABLE "exposure_changes" ADD COLUMN     "attempt_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "rollback_attempts_exposure_change_id_number_key" ON "rollback_attempts"("exposure_change_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "exposure_changes_attempt_id_key" ON "exposure_changes"("attempt_id");

-- AddForeignKey
ALTER TABLE "rollback_attempts" ADD CONSTRAINT "rollback_attempts_exposure_change_id_fkey" FOREIGN KEY ("exposure_change_id") REFERENCES "exposure_changes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Checked at the end: each of the two tables refers to the other, and a backup brings one of them back first.
ALTER TABLE exposure_changes
  ADD FOREIGN KEY (attempt_id) REFERENCES rollback_attempts (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT exposure_changes_attempt CHECK (attempt_id IS NULL OR kind = 'confirmed');

ALTER TABLE rollback_attempts
  -- What it is for: a step of a rollback, or an intended exposure.
  ADD CONSTRAINT rollback_attempts_for CHECK (num_nonnulls(rollback_id, exposure_change_id) = 1 AND (rollback_id IS NULL) = (step_key IS NULL)),
  ADD CONSTRAINT rollback_attempts_exposure CHECK (exposure_change_id IS NULL OR (executor <> 'manual' AND person_id IS NULL AND verification IS NULL)),
  ADD CONSTRAINT rollback_attempts_observed CHECK (observed IS NULL OR (exposure_change_id IS NOT NULL AND state = 'succeeded' AND observed BETWEEN 0 AND 100)),
  ADD CONSTRAINT rollback_attempts_final CHECK (NOT is_final OR state = 'failed');
-- An intended exposure has one attempt under way.
CREATE UNIQUE INDEX exposure_attempts_open ON rollback_attempts (exposure_change_id) WHERE state IN ('queued', 'claimed');

CREATE OR REPLACE FUNCTION keep_attempt_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state <> 'queued' AND NEW.state = 'queued') OR (OLD.ended_at IS NOT NULL AND NEW.state <> OLD.state)
     OR NEW.task IS DISTINCT FROM OLD.task OR NEW.number <> OLD.number
     OR NEW.rollback_id IS DISTINCT FROM OLD.rollback_id OR NEW.exposure_change_id IS DISTINCT FROM OLD.exposure_change_id THEN
    RAISE EXCEPTION 'an attempt is begun once and ended once';
  END IF;
  RETURN NEW;
END $$;
