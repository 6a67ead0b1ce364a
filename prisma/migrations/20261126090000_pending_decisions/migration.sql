-- CreateTable
CREATE TABLE "pending_decisions" (
    "id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "release_id" UUID,
    "subject_digest" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "ended" TEXT,

    CONSTRAINT "pending_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pending_votes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "pending_decision_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT,
    "vote" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pending_votes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pending_waits" (
    "pending_decision_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "pending_waits_pkey" PRIMARY KEY ("pending_decision_id","person_id")
);

-- CreateIndex
CREATE INDEX "pending_decisions_release_id_idx" ON "pending_decisions"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "pending_votes_order_key" ON "pending_votes"("order");

-- CreateIndex
CREATE INDEX "pending_votes_pending_decision_id_idx" ON "pending_votes"("pending_decision_id");

-- CreateIndex
CREATE INDEX "pending_waits_person_id_idx" ON "pending_waits"("person_id");

-- AddForeignKey
ALTER TABLE "pending_decisions" ADD CONSTRAINT "pending_decisions_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pending_votes" ADD CONSTRAINT "pending_votes_pending_decision_id_fkey" FOREIGN KEY ("pending_decision_id") REFERENCES "pending_decisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pending_waits" ADD CONSTRAINT "pending_waits_pending_decision_id_fkey" FOREIGN KEY ("pending_decision_id") REFERENCES "pending_decisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One of the same is open at a time: whoever asks for it too joins it.
CREATE UNIQUE INDEX "pending_decisions_open" ON "pending_decisions" (subject_digest) WHERE valid_to IS NULL;
ALTER TABLE "pending_decisions" ADD CONSTRAINT "pending_decisions_range_check" CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE "pending_decisions" ADD CONSTRAINT "pending_decisions_expiry_check" CHECK (expires_at > valid_from);
ALTER TABLE "pending_decisions" ADD CONSTRAINT "pending_decisions_ended_check"
  CHECK ((valid_to IS NULL) = (ended IS NULL) AND ended IN ('completed', 'rejected', 'withdrawn', 'expired', 'void'));
ALTER TABLE "pending_votes" ADD CONSTRAINT "pending_votes_vote_check" CHECK (vote IN ('approve', 'reject', 'withdraw'));
ALTER TABLE "pending_votes" ADD CONSTRAINT "pending_votes_reason_check" CHECK (vote <> 'reject' OR reason IS NOT NULL);
ALTER TABLE "pending_votes" ADD CONSTRAINT "pending_votes_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id");

CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON "pending_decisions" FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "pending_decisions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "pending_votes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "pending_votes" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON pending_decisions, pending_votes TO countersign_app;
GRANT UPDATE (valid_to, ended) ON pending_decisions TO countersign_app;
GRANT USAGE ON SEQUENCE pending_votes_order_seq TO countersign_app;
GRANT SELECT, INSERT, DELETE ON pending_waits TO countersign_app;
