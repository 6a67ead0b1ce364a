-- CreateTable
CREATE TABLE "breach_episodes" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "criterion_key" TEXT NOT NULL,
    "criterion_digest" TEXT NOT NULL,
    "candidate" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "blames" TEXT NOT NULL,
    "value" TEXT,
    "breached_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "hold_id" UUID,
    "rollback_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closure" TEXT,
    "closed_by" UUID,
    "close_reason" TEXT,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "breach_episodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollbacks" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "mode" TEXT NOT NULL,
    "drill_id" UUID,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "plan_digest" TEXT NOT NULL,
    "target" JSONB NOT NULL,
    "candidates" JSONB NOT NULL,
    "candidate" TEXT NOT NULL,
    "proposed_by" UUID,
    "breached_at" TIMESTAMPTZ(3),
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decide_by" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" UUID,
    "decision" TEXT,
    "executed_at" TIMESTAMPTZ(3),
    "stable_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" UUID,
    "end_reason" TEXT,
    "level" INTEGER NOT NULL DEFAULT 0,
    "escalate_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollbacks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_steps" (
    "rollback_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollback_steps_pkey" PRIMARY KEY ("rollback_id","key")
);

-- CreateTable
CREATE TABLE "rollback_attempts" (
    "id" UUID NOT NULL,
    "rollback_id" UUID NOT NULL,
    "step_key" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "executor" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "task" JSONB NOT NULL,
    "asked_by" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "machine_id" UUID,
    "person_id" UUID,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "exit_code" INTEGER,
    "serving_digest" TEXT,
    "verification" TEXT,
    "verified_at" TIMESTAMPTZ(3),
    "verified_by" UUID,
    "verified_note" TEXT,

    CONSTRAINT "rollback_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_outputs" (
    "attempt_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_outputs_pkey" PRIMARY KEY ("attempt_id","position")
);

-- CreateTable
CREATE TABLE "rollback_updates" (
    "id" UUID NOT NULL,
    "rollback_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_updates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_seen" (
    "rollback_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_seen_pkey" PRIMARY KEY ("rollback_id","person_id")
);

-- CreateTable
CREATE TABLE "drills" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "level" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "failure" TEXT,
    "criterion_key" TEXT,
    "criterion" JSONB,
    "plan_digest" TEXT NOT NULL,
    "started_by" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "fails_at" TIMESTAMPTZ(3),
    "mended_at" TIMESTAMPTZ(3),
    "detect_by" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "result" JSONB,

    CONSTRAINT "drills_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "breach_episodes_release_id_idx" ON "breach_episodes"("release_id");

-- CreateIndex
CREATE INDEX "breach_episodes_rollback_id_idx" ON "breach_episodes"("rollback_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollbacks_order_key" ON "rollbacks"("order");

-- CreateIndex
CREATE INDEX "rollbacks_release_id_idx" ON "rollbacks"("release_id");

-- CreateIndex
CREATE INDEX "rollbacks_drill_id_idx" ON "rollbacks"("drill_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_attempts_rollback_id_step_key_number_key" ON "rollback_attempts"("rollback_id", "step_key", "number");

-- CreateIndex
CREATE INDEX "rollback_updates_rollback_id_idx" ON "rollback_updates"("rollback_id");

-- CreateIndex
CREATE UNIQUE INDEX "drills_order_key" ON "drills"("order");

-- CreateIndex
CREATE INDEX "drills_release_id_idx" ON "drills"("release_id");

-- AddForeignKey
ALTER TABLE "breach_episodes" ADD CONSTRAINT "breach_episodes_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollbacks" ADD CONSTRAINT "rollbacks_drill_id_fkey" FOREIGN KEY ("drill_id") REFERENCES "drills"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_steps" ADD CONSTRAINT "rollback_steps_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_attempts" ADD CONSTRAINT "rollback_attempts_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_outputs" ADD CONSTRAINT "rollback_outputs_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "rollback_attempts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_updates" ADD CONSTRAINT "rollback_updates_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_seen" ADD CONSTRAINT "rollback_seen_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollbacks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE holds ALTER COLUMN placed_by DROP NOT NULL;

ALTER TABLE breach_episodes
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (hold_id) REFERENCES holds (id),
  ADD FOREIGN KEY (closed_by) REFERENCES people (id),
  ADD CHECK (kind IN ('breach', 'withheld')),
  ADD CHECK (severity IN ('rollback', 'hold', 'warn')),
  ADD CHECK (blames IN ('candidate', 'baseline')),
  ADD CHECK (closure IN ('overridden', 'endorsed', 'recovered')),
  ADD CHECK ((closed_at IS NULL) = (closure IS NULL)),
  ADD CHECK (closed_at >= opened_at),
  ADD CHECK (closure <> 'overridden' OR (until > closed_at AND closed_by IS NOT NULL AND close_reason IS NOT NULL));
-- One breach is one episode.
CREATE UNIQUE INDEX breach_episodes_open ON breach_episodes (release_id, criterion_key, candidate) WHERE closed_at IS NULL;

ALTER TABLE rollbacks
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (proposed_by) REFERENCES people (id),
  ADD FOREIGN KEY (decided_by) REFERENCES people (id),
  ADD FOREIGN KEY (ended_by) REFERENCES people (id),
  ADD CHECK (mode IN ('real', 'drill')),
  ADD CHECK ((mode = 'drill') = (drill_id IS NOT NULL)),
  ADD CHECK (severity IN ('sev1', 'sev2', 'sev3', 'sev4')),
  ADD CHECK (state IN ('proposed', 'authorised', 'executing', 'validating', 'stable', 'failed', 'endorsed', 'declined', 'cancelled')),
  ADD CHECK ((ended_at IS NULL) = (state NOT IN ('endorsed', 'declined', 'cancelled'))),
  ADD CHECK (decision IN ('authorised', 'silence', 'automatic', 'declined', 'cancelled')),
  ADD CHECK ((decided_at IS NULL) = (decision IS NULL)),
  ADD CHECK (state IN ('proposed', 'declined', 'cancelled') OR decision IN ('authorised', 'silence', 'automatic')),
  ADD CHECK (state NOT IN ('validating', 'stable', 'endorsed') OR executed_at IS NOT NULL),
  ADD CHECK (state NOT IN ('stable', 'endorsed') OR stable_at IS NOT NULL);
-- One at a time on a release; a rehearsal and the real thing are two.
CREATE UNIQUE INDEX rollbacks_open ON rollbacks (release_id, mode) WHERE ended_at IS NULL;
CREATE INDEX rollbacks_running ON rollbacks (id) WHERE ended_at IS NULL;

ALTER TABLE rollback_steps
  ADD CHECK (state IN ('waiting', 'running', 'verifying', 'done', 'failed')),
  ADD CHECK ((state = 'waiting') = (started_at IS NULL));

ALTER TABLE rollback_attempts
  ADD FOREIGN KEY (rollback_id, step_key) REFERENCES rollback_steps (rollback_id, key),
  ADD FOREIGN KEY (asked_by) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (verified_by) REFERENCES people (id),
  ADD CHECK (number >= 1),
  ADD CHECK (executor IN ('manual', 'webhook', 'flag', 'command')),
  ADD CHECK (state IN ('queued', 'claimed', 'succeeded', 'failed')),
  ADD CHECK (state <> 'queued' OR claimed_at IS NULL),
  ADD CHECK (state <> 'claimed' OR claimed_at IS NOT NULL),
  ADD CHECK ((state IN ('succeeded', 'failed')) = (ended_at IS NOT NULL)),
  ADD CHECK (verification IN ('passed', 'failed')),
  ADD CHECK ((verification IS NULL) = (verified_at IS NULL)),
  ADD CHECK (verification IS NULL OR state = 'succeeded');
-- A step has one attempt under way.
CREATE UNIQUE INDEX rollback_attempts_open ON rollback_attempts (rollback_id, step_key) WHERE state IN ('queued', 'claimed');
CREATE INDEX rollback_attempts_queued ON rollback_attempts (executor, at) WHERE state = 'queued';

-- An attempt goes on and never back: what was claimed is not given to another, what ended has ended.
CREATE FUNCTION keep_attempt_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state <> 'queued' AND NEW.state = 'queued') OR (OLD.ended_at IS NOT NULL AND NEW.state <> OLD.state)
     OR NEW.task IS DISTINCT FROM OLD.task OR NEW.number <> OLD.number THEN
    RAISE EXCEPTION 'an attempt is begun once and ended once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_forward BEFORE UPDATE ON rollback_attempts FOR EACH ROW EXECUTE FUNCTION keep_attempt_forward();

ALTER TABLE rollback_updates ADD FOREIGN KEY (by) REFERENCES people (id), ADD CHECK (text <> '');
ALTER TABLE rollback_seen ADD FOREIGN KEY (person_id) REFERENCES people (id);

ALTER TABLE drills
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (started_by) REFERENCES people (id),
  ADD CHECK (level IN ('tabletop', 'dry-run', 'staging')),
  ADD CHECK (severity IN ('sev1', 'sev2', 'sev3', 'sev4')),
  ADD CHECK (state IN ('running', 'passed', 'failed', 'cancelled')),
  ADD CHECK ((state = 'running') = (ended_at IS NULL)),
  ADD CHECK ((failure IS NULL) = (criterion_key IS NULL));
CREATE UNIQUE INDEX drills_running ON drills (release_id) WHERE ended_at IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rollback_outputs', 'rollback_updates', 'rollback_seen'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['rollback_outputs', 'rollback_updates', 'rollback_seen', 'breach_episodes', 'rollbacks', 'rollback_steps', 'rollback_attempts', 'drills'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON rollback_outputs, rollback_updates, rollback_seen TO countersign_app;
GRANT SELECT, INSERT, UPDATE ON breach_episodes, rollbacks, rollback_steps, rollback_attempts, drills TO countersign_app;
GRANT USAGE ON SEQUENCE rollbacks_order_seq, drills_order_seq TO countersign_app;
