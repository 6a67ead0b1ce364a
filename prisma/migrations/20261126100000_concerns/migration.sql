-- CreateTable
CREATE TABLE "concerns" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "raised_by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "concerns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "concern_answers" (
    "id" UUID NOT NULL,
    "concern_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "concern_answers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "concerns_order_key" ON "concerns"("order");

-- CreateIndex
CREATE INDEX "concerns_release_id_idx" ON "concerns"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "concern_answers_concern_id_key" ON "concern_answers"("concern_id");

-- AddForeignKey
ALTER TABLE "concern_answers" ADD CONSTRAINT "concern_answers_concern_id_fkey" FOREIGN KEY ("concern_id") REFERENCES "concerns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "concerns" ADD FOREIGN KEY (release_id) REFERENCES releases (id), ADD FOREIGN KEY (raised_by) REFERENCES people (id);
ALTER TABLE "concern_answers" ADD FOREIGN KEY (by) REFERENCES people (id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['concerns', 'concern_answers'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON concerns, concern_answers TO countersign_app;
GRANT USAGE ON SEQUENCE concerns_order_seq TO countersign_app;
