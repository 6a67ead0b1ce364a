-- AlterTable
ALTER TABLE "rollback_updates" ADD COLUMN     "is_public" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "share_links" (
    "id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "release_id" UUID,
    "component_id" UUID,
    "with_names" BOOLEAN NOT NULL,
    "made_by" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "share_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_link_ends" (
    "link_id" UUID NOT NULL,
    "how" TEXT NOT NULL,
    "by" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "share_link_ends_pkey" PRIMARY KEY ("link_id")
);

-- CreateTable
CREATE TABLE "share_link_visits" (
    "link_id" UUID NOT NULL,
    "times" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "share_link_visits_pkey" PRIMARY KEY ("link_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_links_hash_key" ON "share_links"("hash");

-- CreateIndex
CREATE INDEX "share_links_made_by_idx" ON "share_links"("made_by");

-- CreateIndex
CREATE INDEX "share_links_release_id_idx" ON "share_links"("release_id");

-- CreateIndex
CREATE INDEX "breach_episodes_opened_at_idx" ON "breach_episodes"("opened_at");

-- CreateIndex
CREATE INDEX "rollbacks_proposed_at_idx" ON "rollbacks"("proposed_at");

-- AddForeignKey
ALTER TABLE "share_link_ends" ADD CONSTRAINT "share_link_ends_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "share_links"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_link_visits" ADD CONSTRAINT "share_link_visits_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "share_links"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "share_links"
  ADD FOREIGN KEY (made_by) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (component_id) REFERENCES components (id),
  ADD CHECK (hash ~ '^[0-9a-f]{64}$'),
  ADD CHECK (length(hint) = 8),
  ADD CHECK ((scope = 'release' AND release_id IS NOT NULL AND component_id IS NULL)
    OR (scope = 'component' AND component_id IS NOT NULL AND release_id IS NULL)
    OR (scope = 'status' AND release_id IS NULL AND component_id IS NULL)),
  ADD CHECK (expires_at > made_at AND expires_at <= made_at + interval '2160 hours');

ALTER TABLE "share_link_ends"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK ((how = 'revoked' AND by IS NOT NULL) OR (how = 'account' AND by IS NULL));

ALTER TABLE "share_link_visits" ADD CHECK (times > 0);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['share_links', 'share_link_ends'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON share_links, share_link_ends, share_link_visits TO countersign_app;
GRANT UPDATE (times, last_at) ON share_link_visits TO countersign_app;

-- The view has the new column, too.
SELECT past.appended('rollback_updates', 'at');
