-- Single sign-on: who people are at the provider, which groups teams take in, and when sessions were last used.

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "identity_id" UUID,
ADD COLUMN     "provider_session" TEXT,
ADD COLUMN     "used_at" TIMESTAMPTZ(3);
UPDATE "sessions" SET used_at = created_at;
ALTER TABLE "sessions" ALTER COLUMN "used_at" SET NOT NULL;

-- AlterTable
ALTER TABLE "team_members" ADD COLUMN     "ended" TEXT,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'hand';
-- CreateTable
CREATE TABLE "external_identities" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT,
    "email_verified" BOOLEAN NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "unlinked_at" TIMESTAMPTZ(3),

    CONSTRAINT "external_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_groups" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "set_by" UUID,
    "by_leads" BOOLEAN NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "team_groups_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "external_identities_person_id_idx" ON "external_identities"("person_id");

-- CreateIndex
CREATE INDEX "sessions_identity_id_idx" ON "sessions"("identity_id");

-- AddForeignKey
ALTER TABLE "external_identities" ADD CONSTRAINT "external_identities_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "external_identities"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_groups" ADD CONSTRAINT "team_groups_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the datamodel cannot say.

-- One subject is one person; who was unlinked may be linked anew.
CREATE UNIQUE INDEX "external_identities_subject" ON "external_identities" (issuer, subject) WHERE unlinked_at IS NULL;
CREATE INDEX "sessions_provider_session" ON "sessions" (provider_session) WHERE provider_session IS NOT NULL;
ALTER TABLE "team_groups" ADD FOREIGN KEY (set_by) REFERENCES people (id);
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_source_check" CHECK (source IN ('hand', 'provider'));
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_lead_check" CHECK (source = 'hand' OR NOT lead);
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_ended_check" CHECK (ended = 'hand' AND valid_to IS NOT NULL OR ended IS NULL);
ALTER TABLE "team_groups" ADD CONSTRAINT "team_groups_range_check" CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE "team_groups" ADD CONSTRAINT "team_groups_no_overlap"
  EXCLUDE USING gist (team_id WITH =, name WITH =, tstzrange(valid_from, valid_to) WITH &&);
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON "team_groups" FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "team_groups" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON external_identities, team_groups TO countersign_app;
GRANT INSERT ON external_identities, team_groups TO countersign_app;
-- Whose identity it is never changes.
GRANT UPDATE (email, email_verified, seen_at, unlinked_at) ON external_identities TO countersign_app;
GRANT UPDATE (valid_to) ON team_groups TO countersign_app;
GRANT UPDATE (ended) ON team_members TO countersign_app;
