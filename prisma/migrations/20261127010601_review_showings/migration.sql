-- CreateTable
CREATE TABLE "review_showings" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "release_id" UUID,
    "item" TEXT,
    "planned_ms" INTEGER,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_showings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_notes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "review_id" UUID NOT NULL,
    "release_id" UUID,
    "item" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "owner" UUID,
    "due_at" TIMESTAMPTZ(3),
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_notes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "review_showings_order_key" ON "review_showings"("order");

-- CreateIndex
CREATE INDEX "review_showings_review_id_order_idx" ON "review_showings"("review_id", "order");

-- CreateIndex
CREATE UNIQUE INDEX "review_notes_order_key" ON "review_notes"("order");

-- CreateIndex
CREATE INDEX "review_notes_review_id_idx" ON "review_notes"("review_id");

-- AddForeignKey
ALTER TABLE "review_showings" ADD CONSTRAINT "review_showings_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_notes" ADD CONSTRAINT "review_notes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "review_showings"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CHECK (kind IN ('begun', 'shown', 'ended')),
  ADD CHECK ((kind = 'ended') = (item IS NULL)),
  ADD CHECK ((kind = 'ended') = (planned_ms IS NULL)),
  ADD CHECK (planned_ms > 0);
ALTER TABLE "review_notes"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD FOREIGN KEY (owner) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CHECK (text <> ''),
  ADD CHECK ((owner IS NULL) = (due_at IS NULL)),
  ADD CHECK (owner IS NULL OR release_id IS NOT NULL);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['review_showings', 'review_notes'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON review_showings, review_notes TO countersign_app;
GRANT USAGE ON SEQUENCE review_showings_order_seq, review_notes_order_seq TO countersign_app;

INSERT INTO erasable_columns (table_name, column_name, holds) VALUES ('review_notes', 'text', 'text');

SELECT past.appended('review_showings', 'at');
SELECT past.appended('review_notes', 'at');
SELECT past.show('reviews', $$EXISTS (SELECT FROM past.review_changes x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_outcomes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_attendance x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_minutes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_showings x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_notes x WHERE x.review_id = t.id)$$);
