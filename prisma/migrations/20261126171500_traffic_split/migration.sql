-- AlterTable
ALTER TABLE "criterion_verdicts" ADD COLUMN     "reason" TEXT;

-- CreateTable
CREATE TABLE "traffic_splits" (
    "release_id" UUID NOT NULL,
    "since" BIGINT NOT NULL,
    "candidate" TEXT NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "canary" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "baseline" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "evidence" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "rejected_at" BIGINT,
    "watermark" BIGINT NOT NULL,

    CONSTRAINT "traffic_splits_pkey" PRIMARY KEY ("release_id","since")
);

ALTER TABLE criterion_verdicts ADD CONSTRAINT criterion_verdicts_reason CHECK (reason IS NULL OR reason = 'traffic-split');
ALTER TABLE traffic_splits
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CONSTRAINT traffic_splits_share CHECK (percent > 0 AND percent < 100),
  ADD CONSTRAINT traffic_splits_units CHECK (canary >= 0 AND baseline >= 0);
GRANT SELECT, INSERT, UPDATE ON traffic_splits TO countersign_app;
