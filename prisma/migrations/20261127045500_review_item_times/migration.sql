-- CreateTable
CREATE TABLE "review_item_times" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "release_id" UUID,
    "item" TEXT NOT NULL,
    "minutes" INTEGER,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_item_times_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "review_item_times_order_key" ON "review_item_times"("order");

-- CreateIndex
CREATE INDEX "review_item_times_review_id_order_idx" ON "review_item_times"("review_id", "order");

-- AddForeignKey
ALTER TABLE "review_item_times" ADD CONSTRAINT "review_item_times_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "review_item_times"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CHECK (item <> ''),
  ADD CHECK (minutes BETWEEN 1 AND 480);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON review_item_times FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON review_item_times FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON review_item_times TO countersign_app;
GRANT USAGE ON SEQUENCE review_item_times_order_seq TO countersign_app;

SELECT past.appended('review_item_times', 'at');
SELECT past.show('reviews', $$EXISTS (SELECT FROM past.review_changes x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_outcomes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_attendance x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_minutes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_showings x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_notes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_item_times x WHERE x.review_id = t.id)$$);
