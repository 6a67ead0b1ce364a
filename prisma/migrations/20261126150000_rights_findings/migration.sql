-- CreateIndex
CREATE INDEX "delegations_until_idx" ON "delegations"("until");

-- Both people of a delegation are told that it runs out.
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_kind_check";
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_kind_check" CHECK (kind IN ('requirement', 'waiver', 'pending-decision', 'obligation', 'delegation'));
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_release_check";
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_release_check" CHECK (release_id IS NOT NULL OR kind IN ('pending-decision', 'delegation'));
CREATE INDEX "reminders_of_delegation" ON "reminders" (about) WHERE kind = 'delegation';

-- CreateTable
CREATE TABLE "rights_findings" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "release_id" UUID,
    "impossible" INTEGER NOT NULL,
    "hangs_on_one" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rights_findings_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "rights_findings" ADD CONSTRAINT "rights_findings_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id");
ALTER TABLE "rights_findings" ADD CONSTRAINT "rights_findings_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id");
ALTER TABLE "rights_findings" ADD CONSTRAINT "rights_findings_counts_check" CHECK (impossible >= 0 AND hangs_on_one >= 0 AND impossible + hangs_on_one > 0);
CREATE UNIQUE INDEX "rights_findings_once" ON "rights_findings" (person_id, release_id) NULLS NOT DISTINCT;
-- Computed anew, as what lists keep of releases.
GRANT SELECT, INSERT, UPDATE, DELETE ON rights_findings TO countersign_app;
