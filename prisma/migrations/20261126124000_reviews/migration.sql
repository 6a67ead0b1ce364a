-- CreateTable
CREATE TABLE "review_series" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "rule" TEXT,
    "zone" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "templates" TEXT[],
    "components" TEXT[],
    "teams" TEXT[],
    "releases" UUID[],
    "roles" TEXT[],
    "people" UUID[],
    "follows" UUID,
    "created_by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_series_ends" (
    "id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_series_ends_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reviews" (
    "id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "original_start" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_changes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3),
    "minutes" INTEGER,
    "reason" TEXT,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_attendance" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "people" UUID[],
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_attendance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_minutes" (
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_minutes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_outcomes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "digests" JSONB NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "grant" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_outcomes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_addresses" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_addresses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_series_templates_idx" ON "review_series" USING GIN ("templates");

-- CreateIndex
CREATE INDEX "review_series_components_idx" ON "review_series" USING GIN ("components");

-- CreateIndex
CREATE INDEX "review_series_teams_idx" ON "review_series" USING GIN ("teams");

-- CreateIndex
CREATE INDEX "review_series_releases_idx" ON "review_series" USING GIN ("releases");

-- CreateIndex
CREATE INDEX "review_series_ends_series_id_idx" ON "review_series_ends"("series_id");

-- CreateIndex
CREATE UNIQUE INDEX "reviews_series_id_original_start_key" ON "reviews"("series_id", "original_start");

-- CreateIndex
CREATE UNIQUE INDEX "review_changes_order_key" ON "review_changes"("order");

-- CreateIndex
CREATE INDEX "review_changes_review_id_idx" ON "review_changes"("review_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_attendance_order_key" ON "review_attendance"("order");

-- CreateIndex
CREATE INDEX "review_attendance_review_id_idx" ON "review_attendance"("review_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_minutes_review_id_version_key" ON "review_minutes"("review_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "review_outcomes_order_key" ON "review_outcomes"("order");

-- CreateIndex
CREATE INDEX "review_outcomes_review_id_idx" ON "review_outcomes"("review_id");

-- CreateIndex
CREATE INDEX "review_outcomes_release_id_idx" ON "review_outcomes"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_addresses_hash_key" ON "calendar_addresses"("hash");

-- CreateIndex
CREATE INDEX "calendar_addresses_person_id_idx" ON "calendar_addresses"("person_id");

-- AddForeignKey
ALTER TABLE "review_series_ends" ADD CONSTRAINT "review_series_ends_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "review_series"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "review_series"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_changes" ADD CONSTRAINT "review_changes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_attendance" ADD CONSTRAINT "review_attendance_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_minutes" ADD CONSTRAINT "review_minutes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_outcomes" ADD CONSTRAINT "review_outcomes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_addresses" ADD CONSTRAINT "calendar_addresses_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "review_series"
  ADD FOREIGN KEY (created_by) REFERENCES people (id),
  ADD FOREIGN KEY (follows) REFERENCES review_series (id),
  ADD CHECK (minutes BETWEEN 5 AND 1440),
  ADD CHECK (cardinality(templates) + cardinality(components) + cardinality(teams) + cardinality(releases) > 0);
ALTER TABLE "review_series_ends" ADD FOREIGN KEY (by) REFERENCES people (id);
ALTER TABLE "review_changes"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK ((kind = 'moved' AND start_at IS NOT NULL AND minutes BETWEEN 5 AND 1440)
    OR (kind = 'cancelled' AND start_at IS NULL AND minutes IS NULL));
ALTER TABLE "review_attendance" ADD FOREIGN KEY (by) REFERENCES people (id);
ALTER TABLE "review_minutes" ADD FOREIGN KEY (by) REFERENCES people (id), ADD CHECK (version > 0);
ALTER TABLE "review_outcomes"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CHECK (outcome IN ('go', 'no-go', 'conditional')),
  ADD CHECK (outcome = 'go' OR reason IS NOT NULL);
ALTER TABLE "calendar_addresses" ADD CHECK (valid_to IS NULL OR valid_to >= valid_from);
CREATE UNIQUE INDEX "calendar_addresses_one" ON "calendar_addresses" (person_id) WHERE valid_to IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['review_series', 'review_series_ends', 'reviews', 'review_changes', 'review_attendance', 'review_minutes', 'review_outcomes'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON "calendar_addresses" FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "calendar_addresses" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON review_series, review_series_ends, reviews, review_changes, review_attendance, review_minutes, review_outcomes, calendar_addresses TO countersign_app;
GRANT UPDATE (valid_to) ON calendar_addresses TO countersign_app;
GRANT USAGE ON SEQUENCE review_changes_order_seq, review_attendance_order_seq, review_outcomes_order_seq TO countersign_app;
