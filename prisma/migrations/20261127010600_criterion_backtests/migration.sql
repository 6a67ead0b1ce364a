-- CreateTable
CREATE TABLE "criterion_backtests" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "release_id" UUID,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "evaluations" INTEGER NOT NULL,
    "first_breach_at" TIMESTAMPTZ(3),
    "final" TEXT,
    "person_id" UUID,
    "machine_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "criterion_backtests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "criterion_backtests_digest_idx" ON "criterion_backtests"("digest");

ALTER TABLE "criterion_backtests"
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CHECK (num_nonnulls(person_id, machine_id) = 1),
  ADD CHECK (evaluations > 0 AND to_at >= from_at);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "criterion_backtests" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "criterion_backtests" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON "criterion_backtests" TO countersign_app;

SELECT past.appended('criterion_backtests', 'at');
