-- Who showed anew who they are before they signed, and who failed to.

-- CreateTable
CREATE TABLE "confirmations" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "act" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "confirmations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "confirmations_order_key" ON "confirmations"("order");

-- CreateIndex
CREATE INDEX "confirmations_session_id_idx" ON "confirmations"("session_id");

-- CreateIndex
CREATE INDEX "confirmations_person_id_idx" ON "confirmations"("person_id");

ALTER TABLE "confirmations" ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD FOREIGN KEY (session_id) REFERENCES sessions (id);
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_method_check" CHECK (method IN ('password', 'provider'));
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_outcome_check" CHECK (outcome = 'confirmed' AND act IS NOT NULL OR outcome = 'failed' AND used_at IS NULL);

CREATE FUNCTION only_using() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR to_jsonb(OLD) - 'used_at' IS DISTINCT FROM to_jsonb(NEW) - 'used_at' OR NEW.used_at IS NULL THEN
    RAISE EXCEPTION '% keeps its past: only its use is noted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_using BEFORE UPDATE OR DELETE ON "confirmations" FOR EACH ROW EXECUTE FUNCTION only_using();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "confirmations" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON confirmations TO countersign_app;
GRANT UPDATE (used_at) ON confirmations TO countersign_app;
GRANT USAGE ON SEQUENCE confirmations_order_seq TO countersign_app;
