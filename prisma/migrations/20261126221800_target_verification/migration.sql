-- CreateTable
CREATE TABLE "rollback_target_asks" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "drill_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_target_asks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_target_checks" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "machine_id" UUID NOT NULL,
    "artifacts" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollback_target_checks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_target_reports" (
    "order" BIGSERIAL NOT NULL,
    "check_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "machine_id" UUID NOT NULL,
    "component_key" TEXT NOT NULL,
    "bundle" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "expected" TEXT NOT NULL,
    "sha256" TEXT,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_target_reports_pkey" PRIMARY KEY ("order")
);

-- CreateIndex
CREATE INDEX "rollback_target_asks_release_id_idx" ON "rollback_target_asks"("release_id");

-- CreateIndex
CREATE INDEX "rollback_target_checks_release_id_idx" ON "rollback_target_checks"("release_id");

-- CreateIndex
CREATE INDEX "rollback_target_reports_release_id_bundle_idx" ON "rollback_target_reports"("release_id", "bundle");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_target_reports_check_id_component_key_kind_name_key" ON "rollback_target_reports"("check_id", "component_key", "kind", "name");

-- AddForeignKey
ALTER TABLE "rollback_target_reports" ADD CONSTRAINT "rollback_target_reports_check_id_fkey" FOREIGN KEY ("check_id") REFERENCES "rollback_target_checks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE rollback_target_asks
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (drill_id) REFERENCES drills (id);

ALTER TABLE rollback_target_checks
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CHECK (state IN ('claimed', 'reported', 'lapsed')),
  ADD CHECK ((state = 'claimed') = (ended_at IS NULL)),
  ADD CHECK (due_at > claimed_at),
  ADD CHECK (jsonb_typeof(artifacts) = 'array' AND jsonb_array_length(artifacts) > 0),
  ADD UNIQUE (id, release_id, machine_id);
-- One runner at a time fetches what a release goes back to.
CREATE UNIQUE INDEX rollback_target_checks_open ON rollback_target_checks (release_id) WHERE state = 'claimed';

-- What was taken is told of once, or lapses once.
CREATE FUNCTION keep_target_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'claimed' OR NEW.artifacts IS DISTINCT FROM OLD.artifacts OR NEW.id <> OLD.id OR NEW.release_id <> OLD.release_id
     OR NEW.machine_id <> OLD.machine_id OR NEW.claimed_at <> OLD.claimed_at OR NEW.due_at <> OLD.due_at THEN
    RAISE EXCEPTION 'a check of a target is claimed once and ended once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_forward BEFORE UPDATE ON rollback_target_checks FOR EACH ROW EXECUTE FUNCTION keep_target_check();
CREATE TRIGGER refuse_delete BEFORE DELETE ON rollback_target_checks FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Verified is what hashes to what the manifest says, and nothing else.
ALTER TABLE rollback_target_reports
  ADD FOREIGN KEY (check_id, release_id, machine_id) REFERENCES rollback_target_checks (id, release_id, machine_id),
  ADD CHECK (result IN ('verified', 'missing', 'differs', 'unreachable')),
  ADD CHECK (expected ~ '^[0-9a-f]{64}$'),
  ADD CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  ADD CHECK ((result = 'verified') = (sha256 IS NOT DISTINCT FROM expected)),
  ADD CHECK (result NOT IN ('missing', 'unreachable') OR sha256 IS NULL),
  ADD CHECK (result = 'verified' OR COALESCE(note, '') <> '');

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rollback_target_asks', 'rollback_target_reports'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['rollback_target_asks', 'rollback_target_checks', 'rollback_target_reports'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON rollback_target_asks, rollback_target_reports TO countersign_app;
GRANT SELECT, INSERT ON rollback_target_checks TO countersign_app;
GRANT UPDATE (state, ended_at) ON rollback_target_checks TO countersign_app;
GRANT USAGE ON SEQUENCE rollback_target_reports_order_seq TO countersign_app;
