-- CreateTable
CREATE TABLE "exposure_changes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "stage_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "candidates" JSONB NOT NULL,
    "candidate" TEXT NOT NULL,
    "reason" TEXT,
    "person_id" UUID,
    "machine_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exposure_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exposure_pauses" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "paused_by" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "resumed_by" UUID,
    "resume_reason" TEXT,

    CONSTRAINT "exposure_pauses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "component_exposures" (
    "component_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "component_exposures_pkey" PRIMARY KEY ("component_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "exposure_changes_order_key" ON "exposure_changes"("order");

-- CreateIndex
CREATE INDEX "exposure_changes_release_id_idx" ON "exposure_changes"("release_id");

-- CreateIndex
CREATE INDEX "exposure_pauses_release_id_idx" ON "exposure_pauses"("release_id");

-- CreateIndex
CREATE INDEX "component_exposures_release_id_idx" ON "component_exposures"("release_id");

ALTER TABLE exposure_changes
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CONSTRAINT exposure_changes_kind CHECK (kind IN ('intended', 'confirmed')),
  ADD CONSTRAINT exposure_changes_percent CHECK (percent >= 0 AND percent <= 100),
  ADD CONSTRAINT exposure_changes_by CHECK (num_nonnulls(person_id, machine_id) <= 1);
ALTER TABLE exposure_pauses
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (paused_by) REFERENCES people (id),
  ADD FOREIGN KEY (resumed_by) REFERENCES people (id),
  ADD CONSTRAINT exposure_pauses_range CHECK (valid_to >= valid_from),
  ADD CONSTRAINT exposure_pauses_resumed CHECK ((valid_to IS NULL) = (resume_reason IS NULL));
-- One pause at a time.
CREATE UNIQUE INDEX exposure_pauses_open ON exposure_pauses (release_id) WHERE valid_to IS NULL;
ALTER TABLE component_exposures
  ADD FOREIGN KEY (component_id) REFERENCES components (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON exposure_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON exposure_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON exposure_changes TO countersign_app;
GRANT USAGE ON SEQUENCE exposure_changes_order_seq TO countersign_app;
GRANT SELECT, INSERT, UPDATE ON exposure_pauses TO countersign_app;
GRANT SELECT, INSERT, DELETE ON component_exposures TO countersign_app;
