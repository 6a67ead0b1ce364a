-- DropIndex
DROP INDEX "criterion_tracks_release_id_criterion_digest_candidate_coho_key";

-- AlterTable
ALTER TABLE "metric_series" ADD COLUMN     "drill_id" UUID;

-- AlterTable
ALTER TABLE "criterion_tracks" ADD COLUMN     "drill_id" UUID,
ADD COLUMN     "reference_at" BIGINT,
ADD COLUMN     "reset_at" BIGINT,
ADD COLUMN     "rollback_id" UUID;

-- AlterTable
ALTER TABLE "criterion_changes" ALTER COLUMN "verdict" DROP NOT NULL;

CREATE UNIQUE INDEX criterion_tracks_identity ON criterion_tracks (release_id, criterion_digest, candidate, cohort, drill_id, rollback_id) NULLS NOT DISTINCT;
CREATE INDEX criterion_tracks_drill ON criterion_tracks (drill_id) WHERE drill_id IS NOT NULL;
CREATE INDEX criterion_tracks_rollback ON criterion_tracks (rollback_id) WHERE rollback_id IS NOT NULL;
DROP INDEX metric_series_identity;
CREATE UNIQUE INDEX metric_series_identity ON metric_series (metric_id, release_id, cohort, label_key, drill_id) NULLS NOT DISTINCT;
CREATE INDEX metric_series_drill ON metric_series (drill_id) WHERE drill_id IS NOT NULL;

ALTER TABLE criterion_tracks
  DROP CONSTRAINT criterion_tracks_cohort,
  ADD CONSTRAINT criterion_tracks_cohort CHECK (cohort IN ('canary', 'baseline', 'restored')),
  ADD CONSTRAINT criterion_tracks_restored CHECK ((cohort = 'restored') = (rollback_id IS NOT NULL) AND (rollback_id IS NULL) = (reference_at IS NULL));
ALTER TABLE metric_series ADD CONSTRAINT metric_series_drill CHECK (drill_id IS NULL OR release_id IS NOT NULL);
