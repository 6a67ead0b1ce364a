-- AlterTable
ALTER TABLE "acknowledgements" ADD COLUMN     "actor_id" UUID;

-- What was acknowledged so far was acknowledged by the person themselves.
ALTER TABLE "acknowledgements" DISABLE TRIGGER refuse_change;
UPDATE "acknowledgements" SET actor_id = person_id;
ALTER TABLE "acknowledgements" ENABLE TRIGGER refuse_change;
ALTER TABLE "acknowledgements" ALTER COLUMN "actor_id" SET NOT NULL, ADD FOREIGN KEY (actor_id) REFERENCES people (id);

-- CreateTable
CREATE TABLE "delegations" (
    "id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "principal_id" UUID NOT NULL,
    "delegate_id" UUID NOT NULL,
    "release_id" UUID,
    "reason" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delegations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delegation_revocations" (
    "id" UUID NOT NULL,
    "delegation_id" UUID NOT NULL,
    "by" UUID,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delegation_revocations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delegations_role_key_until_idx" ON "delegations"("role_key", "until");

-- CreateIndex
CREATE INDEX "delegations_principal_id_idx" ON "delegations"("principal_id");

-- CreateIndex
CREATE INDEX "delegations_delegate_id_idx" ON "delegations"("delegate_id");

-- CreateIndex
CREATE UNIQUE INDEX "delegation_revocations_delegation_id_key" ON "delegation_revocations"("delegation_id");

-- AddForeignKey
ALTER TABLE "delegation_revocations" ADD CONSTRAINT "delegation_revocations_delegation_id_fkey" FOREIGN KEY ("delegation_id") REFERENCES "delegations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "delegations" ADD FOREIGN KEY (role_key) REFERENCES roles (key), ADD FOREIGN KEY (principal_id) REFERENCES people (id),
  ADD FOREIGN KEY (delegate_id) REFERENCES people (id), ADD FOREIGN KEY (release_id) REFERENCES releases (id);
ALTER TABLE "delegation_revocations" ADD FOREIGN KEY (by) REFERENCES people (id);

-- Half-open and bounded: 90 days, in hours, which no change of daylight saving makes longer or shorter.
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_range_check" CHECK (until > valid_from AND until <= valid_from + interval '2160 hours');
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_begin_check" CHECK (valid_from >= created_at);
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_people_check" CHECK (delegate_id <> principal_id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['delegations', 'delegation_revocations'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON delegations, delegation_revocations TO countersign_app;
