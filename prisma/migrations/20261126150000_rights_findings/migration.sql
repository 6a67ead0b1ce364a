-- CreateIndex
CREATE INDEX "delegations_until_idx" ON "delegations"("until");

-- Both people of a delegation are told that it runs out.
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_kind_check";
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_kind_check" CHECK (kind IN ('requirement', 'waiver', 'pending-decision', 'obligation', 'delegation'));
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_release_check";
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_release_check" CHECK (release_id IS NOT NULL OR kind IN ('pending-decision', 'delegation'));
CREATE INDEX "reminders_of_delegation" ON "reminders" (about) WHERE kind = 'delegation';
