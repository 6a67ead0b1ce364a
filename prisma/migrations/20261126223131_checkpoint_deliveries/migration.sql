-- Checkpoints that are pushed out of the installation: one row for each, however often it was tried.
CREATE TABLE "ledger_checkpoint_deliveries" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "tried_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'open',
    "problem" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_checkpoint_deliveries_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ledger_checkpoint_deliveries_kind_size_key" ON "ledger_checkpoint_deliveries"("kind", "size");

ALTER TABLE "ledger_checkpoint_deliveries" ADD CHECK (kind IN ('file', 'webhook', 'email')),
  ADD CHECK (size > 0),
  ADD CHECK (attempts > 0),
  ADD CHECK (outcome IN ('open', 'delivered', 'refused')),
  ADD CHECK ((outcome = 'open') = (ended_at IS NULL));
-- Never two at once.
CREATE UNIQUE INDEX "ledger_checkpoint_deliveries_open" ON "ledger_checkpoint_deliveries" (kind) WHERE ended_at IS NULL;

CREATE FUNCTION keep_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR (OLD.id, OLD.kind, OLD.size, OLD.at) IS DISTINCT FROM (NEW.id, NEW.kind, NEW.size, NEW.at) THEN
    RAISE EXCEPTION 'a delivery is begun once and ended once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_delivery BEFORE UPDATE ON ledger_checkpoint_deliveries FOR EACH ROW EXECUTE FUNCTION keep_delivery();
CREATE TRIGGER refuse_delete BEFORE DELETE ON ledger_checkpoint_deliveries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger_checkpoint_deliveries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON ledger_checkpoint_deliveries TO countersign_app;
GRANT UPDATE (attempts, tried_at, outcome, problem, ended_at) ON ledger_checkpoint_deliveries TO countersign_app;
