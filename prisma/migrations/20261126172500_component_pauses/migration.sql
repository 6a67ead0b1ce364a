-- CreateTable
CREATE TABLE "component_pauses" (
    "id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "paused_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "resumed_by" UUID,
    "resume_reason" TEXT,

    CONSTRAINT "component_pauses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "component_pauses_component_id_idx" ON "component_pauses"("component_id");

-- AddForeignKey
ALTER TABLE "component_pauses" ADD CONSTRAINT "component_pauses_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE component_pauses
  ADD FOREIGN KEY (paused_by) REFERENCES people (id),
  ADD FOREIGN KEY (resumed_by) REFERENCES people (id),
  ADD CONSTRAINT component_pauses_range CHECK (valid_to >= valid_from),
  ADD CONSTRAINT component_pauses_resumed CHECK ((valid_to IS NULL) = (resume_reason IS NULL) AND (valid_to IS NULL) = (resumed_by IS NULL));
-- One pause at a time.
CREATE UNIQUE INDEX component_pauses_open ON component_pauses (component_id) WHERE valid_to IS NULL;

GRANT SELECT, INSERT, UPDATE ON component_pauses TO countersign_app;
