-- CreateTable
CREATE TABLE "process_facts" (
    "id" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "month" DATE NOT NULL,
    "value_ms" BIGINT,
    "rounded_ms" BIGINT NOT NULL,
    "is_late" BOOLEAN NOT NULL,
    "template_key" TEXT NOT NULL,
    "teams" UUID[],

    CONSTRAINT "process_facts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process_tallies" (
    "month" DATE NOT NULL,
    "team_id" UUID NOT NULL,
    "template_key" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "rounded_ms" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "late" INTEGER NOT NULL,

    CONSTRAINT "process_tallies_pkey" PRIMARY KEY ("team_id","month","template_key","measure","subject","detail","rounded_ms")
);

-- CreateTable
CREATE TABLE "process_marks" (
    "id" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,

    CONSTRAINT "process_marks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "process_facts_release_id_idx" ON "process_facts"("release_id");

-- CreateIndex
CREATE INDEX "process_facts_measure_month_at_idx" ON "process_facts"("measure", "month", "at");

-- CreateIndex
CREATE INDEX "process_marks_release_id_idx" ON "process_marks"("release_id");

-- AddForeignKey
ALTER TABLE "process_facts" ADD CONSTRAINT "process_facts_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "process_marks" ADD CONSTRAINT "process_marks_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE process_facts
  ADD CONSTRAINT process_facts_value CHECK (value_ms >= 0 AND (value_ms IS NULL) = (rounded_ms = -1)),
  ADD CONSTRAINT process_facts_month CHECK (month = date_trunc('month', at AT TIME ZONE 'UTC')::date);
ALTER TABLE process_tallies ADD CONSTRAINT process_tallies_late CHECK (late BETWEEN 0 AND count AND count >= 0);

-- Computed from what is recorded, and again whenever a release changes: no record of its own.
GRANT SELECT, INSERT, UPDATE, DELETE ON process_facts, process_tallies, process_marks TO countersign_app;
GRANT USAGE ON SEQUENCE process_facts_id_seq, process_marks_id_seq TO countersign_app;

-- What there is already is computed by the worker.
INSERT INTO process_marks (release_id) SELECT id FROM releases;
