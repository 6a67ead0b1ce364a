-- AlterTable
ALTER TABLE "release_versions" ADD COLUMN     "planned_days" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "release_projections" ADD COLUMN     "remind_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "reminders" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "deadline" TIMESTAMPTZ(3) NOT NULL,
    "step" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "asked" UUID[],
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "reached_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminders_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reminders_order_key" ON "reminders"("order");

-- CreateIndex
CREATE INDEX "reminders_release_id_idx" ON "reminders"("release_id");

-- AddForeignKey
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "release_versions" ADD CONSTRAINT "release_versions_planned_days_check" CHECK (jsonb_typeof(planned_days) = 'object');

-- Each level of a deadline is reached once, however many workers look at the same time.
CREATE UNIQUE INDEX "reminders_once" ON "reminders" (kind, release_id, about, deadline, step) NULLS NOT DISTINCT;
CREATE INDEX "reminders_of_pending" ON "reminders" (about) WHERE kind = 'pending-decision';
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_kind_check" CHECK (kind IN ('requirement', 'waiver', 'pending-decision', 'obligation'));
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_release_check" CHECK (release_id IS NOT NULL OR kind = 'pending-decision');
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_time_check" CHECK (reached_at >= due_at AND step >= 0);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "reminders" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "reminders" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Few are due at a time.
CREATE INDEX "release_projections_remind" ON "release_projections" (remind_at) WHERE remind_at IS NOT NULL;

GRANT SELECT, INSERT ON reminders TO countersign_app;
GRANT USAGE ON SEQUENCE reminders_order_seq TO countersign_app;

-- What runs out in releases that are under way is found when they are computed anew.
UPDATE release_projections SET due_at = now() WHERE state = 'active' AND due_at IS NULL;
