-- Who hears of what is recorded, and by what ways it reaches them. The ledger is read after one cursor, which moves in the transaction that writes
-- what follows from the entries: nothing is lost, and nothing is told twice.

-- CreateTable
CREATE TABLE "notice_cursors" (
    "name" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_cursors_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "notice_rules" (
    "id" UUID NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "changed_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "notice_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_hooks" (
    "id" UUID NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "url" TEXT NOT NULL,
    "changed_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "notice_hooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_mutes" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "notice_mutes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "release_id" UUID,
    "topic" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "in_inbox" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_deliveries" (
    "id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "person_id" UUID,
    "team_id" UUID,
    "endpoint_id" UUID,
    "seq" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "repeated_from" INTEGER NOT NULL DEFAULT 0,
    "claimed_until" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_delivery_items" (
    "delivery_id" UUID NOT NULL,
    "notice_id" UUID NOT NULL,

    CONSTRAINT "notice_delivery_items_pkey" PRIMARY KEY ("delivery_id","notice_id")
);

-- CreateTable
CREATE TABLE "notice_attempts" (
    "delivery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "problem" TEXT,

    CONSTRAINT "notice_attempts_pkey" PRIMARY KEY ("delivery_id","number")
);

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "scheme" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "owner_id" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "ended" TEXT,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_secrets" (
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "salt" BYTEA NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_secrets_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notice_rules_person_id_idx" ON "notice_rules"("person_id");

-- CreateIndex
CREATE INDEX "notice_rules_team_id_idx" ON "notice_rules"("team_id");

-- CreateIndex
CREATE INDEX "notice_hooks_person_id_idx" ON "notice_hooks"("person_id");

-- CreateIndex
CREATE INDEX "notice_hooks_team_id_idx" ON "notice_hooks"("team_id");

-- CreateIndex
CREATE INDEX "notice_mutes_person_id_idx" ON "notice_mutes"("person_id");

-- CreateIndex
CREATE INDEX "notice_mutes_release_id_idx" ON "notice_mutes"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "notices_person_id_seq_key" ON "notices"("person_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "notices_team_id_seq_key" ON "notices"("team_id", "seq");

-- CreateIndex
CREATE INDEX "notice_deliveries_person_id_id_idx" ON "notice_deliveries"("person_id", "id");

-- CreateIndex
CREATE INDEX "notice_deliveries_endpoint_id_id_idx" ON "notice_deliveries"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "notice_delivery_items_notice_id_idx" ON "notice_delivery_items"("notice_id");

-- CreateIndex
CREATE INDEX "webhook_secrets_endpoint_id_idx" ON "webhook_secrets"("endpoint_id");

-- AddForeignKey
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_delivery_items" ADD CONSTRAINT "notice_delivery_items_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notice_deliveries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_delivery_items" ADD CONSTRAINT "notice_delivery_items_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notices"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_attempts" ADD CONSTRAINT "notice_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notice_deliveries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE notice_rules
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (team_id) REFERENCES teams (id),
  ADD FOREIGN KEY (changed_by) REFERENCES people (id),
  ADD CHECK (num_nonnulls(person_id, team_id) = 1),
  ADD CONSTRAINT notice_rules_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT notice_rules_no_overlap EXCLUDE USING gist (COALESCE(person_id, team_id) WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE notice_hooks
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (team_id) REFERENCES teams (id),
  ADD FOREIGN KEY (changed_by) REFERENCES people (id),
  ADD CHECK (num_nonnulls(person_id, team_id) = 1),
  ADD CONSTRAINT notice_hooks_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT notice_hooks_no_overlap EXCLUDE USING gist (COALESCE(person_id, team_id) WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE notice_mutes
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CONSTRAINT notice_mutes_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT notice_mutes_no_overlap EXCLUDE USING gist (person_id WITH =, release_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE webhook_endpoints
  ADD FOREIGN KEY (owner_id) REFERENCES people (id),
  ADD CHECK (form IN ('json', 'cloudevents', 'cdevents')),
  ADD CHECK (scheme IN ('hmac', 'ed25519')),
  ADD CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CHECK ((valid_to IS NULL) = (ended IS NULL)),
  ADD CHECK (ended IN ('removed', 'gone'));
ALTER TABLE webhook_secrets
  ADD CHECK (octet_length(salt) = 32),
  ADD CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE notices
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (team_id) REFERENCES teams (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CHECK (num_nonnulls(person_id, team_id) = 1),
  ADD CHECK (reason IN ('asked', 'reminder', 'escalation', 'takes-part', 'chosen')),
  ADD CHECK (NOT in_inbox OR person_id IS NOT NULL);
ALTER TABLE notice_deliveries
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (team_id) REFERENCES teams (id),
  ADD CHECK (num_nonnulls(person_id, team_id, endpoint_id) = 1),
  ADD CHECK (channel IN ('email', 'slack', 'webhook')),
  ADD CHECK ((channel = 'webhook') = (endpoint_id IS NOT NULL) AND (channel = 'webhook') = (seq IS NOT NULL)),
  ADD CHECK (channel <> 'email' OR person_id IS NOT NULL),
  ADD CHECK (state IN ('queued', 'failed', 'sent', 'dead', 'dropped')),
  ADD CHECK ((state IN ('queued', 'failed')) = (ended_at IS NULL)),
  ADD CHECK (attempts >= repeated_from AND repeated_from >= 0);
ALTER TABLE notice_attempts
  ADD CHECK (number > 0),
  ADD CHECK (outcome IN ('sent', 'failed', 'refused', 'dropped'));

-- The worker looks for what is due; one entry is posted to an endpoint once.
CREATE INDEX notice_deliveries_due ON notice_deliveries (due_at) WHERE state IN ('queued', 'failed');
CREATE UNIQUE INDEX notice_deliveries_posted ON notice_deliveries (endpoint_id, seq) WHERE endpoint_id IS NOT NULL;
CREATE INDEX notices_unread ON notices (person_id, seq DESC) WHERE in_inbox;

CREATE FUNCTION only_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq < OLD.seq OR NEW.name <> OLD.name THEN
    RAISE EXCEPTION 'a cursor goes ahead' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_ahead BEFORE UPDATE ON notice_cursors FOR EACH ROW EXECUTE FUNCTION only_ahead();

CREATE FUNCTION keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - ARRAY['read_at'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['read_at'] THEN
    RAISE EXCEPTION 'a notice stays as it was told' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_notice BEFORE UPDATE ON notices FOR EACH ROW EXECUTE FUNCTION keep_notice();

CREATE FUNCTION keep_notice_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['state', 'due_at', 'attempts', 'repeated_from', 'claimed_until', 'ended_at'];
BEGIN
  IF to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving OR NEW.attempts < OLD.attempts THEN
    RAISE EXCEPTION 'a delivery stays what it is' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_notice_delivery BEFORE UPDATE ON notice_deliveries FOR EACH ROW EXECUTE FUNCTION keep_notice_delivery();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['notice_rules', 'notice_hooks', 'notice_mutes', 'webhook_endpoints', 'webhook_secrets'] LOOP
    EXECUTE format('CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION only_closing()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['notice_attempts', 'notice_delivery_items'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
  -- The cursor that is put here is put anew by a restored backup; the application has no right to delete it.
  FOREACH name IN ARRAY ARRAY['notices', 'notice_deliveries'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['notice_rules', 'notice_hooks', 'notice_mutes', 'webhook_endpoints', 'webhook_secrets', 'notice_attempts', 'notice_delivery_items',
      'notices', 'notice_deliveries', 'notice_cursors'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

-- With who a person is goes where they were told, and how.
INSERT INTO erasable_columns (table_name, column_name, holds) VALUES ('notice_hooks', 'url', 'secret'), ('notice_rules', 'document', 'secret'),
  ('webhook_endpoints', 'title', 'text');
CREATE FUNCTION erase_notice_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE notice_hooks SET url = 'erased' WHERE person_id = NEW.id;
  UPDATE notice_rules SET document = '{}' WHERE person_id = NEW.id;
  UPDATE notice_hooks SET valid_to = GREATEST(valid_from, NEW.erased_at) WHERE person_id = NEW.id AND valid_to IS NULL;
  UPDATE notice_rules SET valid_to = GREATEST(valid_from, NEW.erased_at) WHERE person_id = NEW.id AND valid_to IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER erase_notice_settings AFTER UPDATE OF erased_at ON people FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION erase_notice_settings();

-- What was recorded before this is told to nobody.
INSERT INTO notice_cursors (name, seq, at) SELECT 'notices', COALESCE(max(seq), 0), now() FROM ledger_sequence;

GRANT SELECT, INSERT ON notice_rules, notice_hooks, notice_mutes, notices, notice_deliveries, notice_delivery_items, notice_attempts, webhook_endpoints, webhook_secrets TO countersign_app;
GRANT SELECT ON notice_cursors TO countersign_app;
GRANT UPDATE (seq, at) ON notice_cursors TO countersign_app;
GRANT UPDATE (valid_to) ON notice_rules, notice_hooks, notice_mutes, webhook_secrets TO countersign_app;
GRANT UPDATE (valid_to, ended) ON webhook_endpoints TO countersign_app;
GRANT UPDATE (read_at) ON notices TO countersign_app;
GRANT UPDATE (state, due_at, attempts, repeated_from, claimed_until, ended_at) ON notice_deliveries TO countersign_app;
