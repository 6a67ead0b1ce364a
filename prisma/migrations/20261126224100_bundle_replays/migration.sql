-- CreateTable
CREATE TABLE "bundle_replays" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" UUID,
    "machine_id" UUID,
    "outcome" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "platform" TEXT NOT NULL,
    "url" TEXT,
    "ended" TEXT NOT NULL,
    "exit_code" INTEGER,
    "environment" TEXT[],
    "without" TEXT[],
    "outputs" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bundle_replays_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bundle_verifications" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" UUID,
    "machine_id" UUID,
    "outcome" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "url" TEXT,
    "artifacts" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bundle_verifications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bundle_replays_order_key" ON "bundle_replays"("order");

-- CreateIndex
CREATE INDEX "bundle_replays_digest_idx" ON "bundle_replays"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "bundle_verifications_order_key" ON "bundle_verifications"("order");

-- CreateIndex
CREATE INDEX "bundle_verifications_digest_idx" ON "bundle_verifications"("digest");

-- AddForeignKey
ALTER TABLE "bundle_replays" ADD CONSTRAINT "bundle_replays_digest_fkey" FOREIGN KEY ("digest") REFERENCES "bundles"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bundle_verifications" ADD CONSTRAINT "bundle_verifications_digest_fkey" FOREIGN KEY ("digest") REFERENCES "bundles"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE bundle_replays
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CONSTRAINT bundle_replays_actor_check CHECK (num_nonnulls(person_id, machine_id) = 1),
  ADD CONSTRAINT bundle_replays_outcome_check CHECK (outcome IN ('reproduced', 'differs', 'failed')),
  ADD CONSTRAINT bundle_replays_ended_check CHECK (ended IN ('exited', 'timed-out', 'killed')),
  ADD CONSTRAINT bundle_replays_exit_check CHECK ((ended = 'exited') = (exit_code IS NOT NULL)),
  -- What did not end with 0 has failed, whatever it had written by then.
  ADD CONSTRAINT bundle_replays_failed_check CHECK ((outcome = 'failed') = (exit_code IS DISTINCT FROM 0)),
  ADD CONSTRAINT bundle_replays_duration_check CHECK (duration_ms >= 0);
ALTER TABLE bundle_verifications
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CONSTRAINT bundle_verifications_actor_check CHECK (num_nonnulls(person_id, machine_id) = 1),
  ADD CONSTRAINT bundle_verifications_outcome_check CHECK (outcome IN ('verified', 'differs', 'incomplete'));

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['bundle_replays', 'bundle_verifications'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON bundle_replays, bundle_verifications TO countersign_app;
GRANT USAGE ON SEQUENCE bundle_replays_order_seq, bundle_verifications_order_seq TO countersign_app;

INSERT INTO erasable_columns (table_name, column_name, holds) VALUES ('bundle_replays', 'url', 'link'), ('bundle_verifications', 'url', 'link');
