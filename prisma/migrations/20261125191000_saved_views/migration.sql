-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_owner_id_name_key" ON "saved_views"("owner_id", "name");

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "saved_views_shared" ON "saved_views" (name, id) WHERE shared;
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_size_check" CHECK (length(name) BETWEEN 1 AND 60 AND length(query) BETWEEN 1 AND 2000);

-- A preference: replaced and removed at will.
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO countersign_app;
