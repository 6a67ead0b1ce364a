-- CreateTable
CREATE TABLE "promql_sources" (
    "metric" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "interval_ms" INTEGER NOT NULL,
    "queries" JSONB NOT NULL,

    CONSTRAINT "promql_sources_pkey" PRIMARY KEY ("metric")
);

-- CreateTable
CREATE TABLE "promql_reads" (
    "release_id" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "next_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "untried_at" BIGINT NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "read_to" BIGINT,
    "counters" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "error_since" TIMESTAMPTZ(3),

    CONSTRAINT "promql_reads_pkey" PRIMARY KEY ("release_id","metric")
);

-- CreateIndex
CREATE INDEX "promql_reads_due_at_idx" ON "promql_reads"("due_at");

ALTER TABLE promql_sources
  ADD FOREIGN KEY (metric) REFERENCES metrics (name),
  ADD CONSTRAINT promql_sources_interval CHECK (interval_ms BETWEEN 5000 AND 600000);
ALTER TABLE promql_reads
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (metric) REFERENCES promql_sources (metric),
  ADD CONSTRAINT promql_reads_error CHECK ((error IS NULL) = (error_since IS NULL));

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON promql_sources FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON promql_sources FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON promql_sources TO countersign_app;
GRANT SELECT, INSERT, UPDATE ON promql_reads TO countersign_app;
