-- CreateTable
CREATE TABLE "metrics" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "better" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "declared_by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_series" (
    "id" BIGSERIAL NOT NULL,
    "metric_id" UUID NOT NULL,
    "release_id" UUID,
    "cohort" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "label_key" TEXT NOT NULL,

    CONSTRAINT "metric_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "samples" (
    "series_id" BIGINT NOT NULL,
    "t" BIGINT NOT NULL,
    "v" DOUBLE PRECISION NOT NULL,
    "total" DOUBLE PRECISION,
    "receipt" BIGINT NOT NULL,

    -- Evaluation reads windows of a series from the index alone.
    CONSTRAINT "samples_pkey" PRIMARY KEY ("series_id","t") INCLUDE ("v", "total", "receipt")
) PARTITION BY RANGE ("t");

-- CreateTable
CREATE TABLE "sample_receipts" (
    "receipt" BIGINT NOT NULL,
    "series_ids" BIGINT[],
    "first_ats" BIGINT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sample_receipts_pkey" PRIMARY KEY ("receipt")
);

-- CreateIndex
CREATE UNIQUE INDEX "metrics_name_key" ON "metrics"("name");

-- CreateIndex
CREATE INDEX "sample_receipts_at_idx" ON "sample_receipts"("at");

-- AddForeignKey
ALTER TABLE "metric_series" ADD CONSTRAINT "metric_series_metric_id_fkey" FOREIGN KEY ("metric_id") REFERENCES "metrics"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE UNIQUE INDEX metric_series_identity ON metric_series (metric_id, release_id, cohort, label_key) NULLS NOT DISTINCT;
CREATE INDEX metric_series_release ON metric_series (release_id, metric_id, cohort);

ALTER TABLE metrics
  ADD FOREIGN KEY (declared_by) REFERENCES people (id),
  ADD CONSTRAINT metrics_better CHECK (better IN ('lower', 'higher')),
  ADD CONSTRAINT metrics_kind CHECK (kind IN ('value', 'events'));
ALTER TABLE metric_series
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CONSTRAINT metric_series_cohort CHECK (cohort IN ('baseline', 'canary', 'shadow'));
-- A series is never removed, so that samples need no foreign key, which would be looked up for each of them.
ALTER TABLE samples ADD CONSTRAINT samples_counts CHECK (total IS NULL OR (v >= 0 AND v <= total AND v = floor(v) AND total = floor(total)));

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON metrics FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON metrics FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON metric_series FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON metric_series FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The first value of a series at a time stays.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON samples FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE SEQUENCE sample_receipt_numbers;

-- Partitions are made and dropped by the owner's right, since the application may not; each holds a week.
CREATE FUNCTION ensure_sample_partitions(first_t bigint, last_t bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  week CONSTANT bigint := 604800000;
  n bigint;
BEGIN
  IF last_t - first_t > 1000 * week THEN RAISE EXCEPTION 'more than 1000 weeks'; END IF;
  PERFORM pg_advisory_xact_lock(1129530190, 9);
  FOR n IN first_t / week .. last_t / week LOOP
    CONTINUE WHEN to_regclass(format('samples_%s', n)) IS NOT NULL;
    EXECUTE format('CREATE TABLE samples_%s PARTITION OF samples FOR VALUES FROM (%s) TO (%s)', n, n * week, (n + 1) * week);
  END LOOP;
END $$;

-- Drops the weeks that ended before a time; answers how many.
CREATE FUNCTION drop_sample_partitions(before_t bigint) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  week CONSTANT bigint := 604800000;
  partition record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(1129530190, 9);
  FOR partition IN
    SELECT c.relname AS name, substring(c.relname FROM '^samples_(\d+)$')::bigint AS n
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'samples'::regclass
  LOOP
    CONTINUE WHEN (partition.n + 1) * week > before_t;
    EXECUTE format('DROP TABLE %I', partition.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION ensure_sample_partitions(bigint, bigint), drop_sample_partitions(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_sample_partitions(bigint, bigint), drop_sample_partitions(bigint) TO countersign_app;

GRANT SELECT, INSERT ON metrics, metric_series, samples TO countersign_app;
GRANT SELECT, INSERT, DELETE ON sample_receipts TO countersign_app;
GRANT USAGE ON SEQUENCE metric_series_id_seq, sample_receipt_numbers TO countersign_app;
