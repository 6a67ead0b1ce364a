-- CreateTable
CREATE TABLE "criterion_tracks" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "criterion_key" TEXT NOT NULL,
    "criterion_digest" TEXT NOT NULL,
    "criterion" JSONB NOT NULL,
    "candidate" TEXT NOT NULL,
    "cohort" TEXT NOT NULL,
    "started_at" BIGINT NOT NULL,
    "last_at" BIGINT,
    "next_at" BIGINT,
    "due_at" BIGINT,
    "state" JSONB NOT NULL,
    "verdict" TEXT,
    "since" BIGINT,
    "watermark" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "criterion_tracks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "criterion_verdicts" (
    "track_id" UUID NOT NULL,
    "at" BIGINT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "raw" TEXT NOT NULL,
    "value" TEXT,
    "verdict" TEXT NOT NULL,
    "samples" INTEGER NOT NULL,
    "inputs" TEXT NOT NULL,
    "watermark" BIGINT NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "criterion_verdicts_pkey" PRIMARY KEY ("track_id","at","revision")
);

-- CreateIndex
CREATE INDEX "criterion_tracks_due_at_idx" ON "criterion_tracks"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "criterion_tracks_release_id_criterion_digest_candidate_coho_key" ON "criterion_tracks"("release_id", "criterion_digest", "candidate", "cohort");

-- AddForeignKey
ALTER TABLE "criterion_verdicts" ADD CONSTRAINT "criterion_verdicts_track_id_fkey" FOREIGN KEY ("track_id") REFERENCES "criterion_tracks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE criterion_tracks
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CONSTRAINT criterion_tracks_due CHECK ((next_at IS NULL) = (due_at IS NULL)),
  ADD CONSTRAINT criterion_tracks_cohort CHECK (cohort IN ('canary', 'baseline'));
ALTER TABLE criterion_verdicts ADD CONSTRAINT criterion_verdicts_revision CHECK (revision >= 0);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON criterion_verdicts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON criterion_verdicts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON criterion_tracks TO countersign_app;
GRANT SELECT, INSERT ON criterion_verdicts TO countersign_app;
