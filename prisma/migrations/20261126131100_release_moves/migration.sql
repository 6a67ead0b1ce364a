-- Releases that were moved to other versions of their policies while they ran.

-- CreateTable
CREATE TABLE "release_moves" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "template_from" UUID NOT NULL,
    "template_to" UUID NOT NULL,
    "rights_from" UUID,
    "rights_to" UUID,
    "reason" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_moves_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "release_moves_order_key" ON "release_moves"("order");

-- CreateIndex
CREATE INDEX "release_moves_release_id_idx" ON "release_moves"("release_id");

-- AddForeignKey
ALTER TABLE "release_moves" ADD CONSTRAINT "release_moves_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "release_moves" ADD FOREIGN KEY (template_from) REFERENCES template_versions (id), ADD FOREIGN KEY (template_to) REFERENCES template_versions (id),
  ADD FOREIGN KEY (rights_from) REFERENCES rights_versions (id), ADD FOREIGN KEY (rights_to) REFERENCES rights_versions (id), ADD FOREIGN KEY (by) REFERENCES people (id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "release_moves" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "release_moves" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON release_moves TO countersign_app;
GRANT USAGE ON SEQUENCE release_moves_order_seq TO countersign_app;
