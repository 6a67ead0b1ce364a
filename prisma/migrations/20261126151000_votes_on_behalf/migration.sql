-- Votes on pending decisions on behalf of somebody: what was said so far was said by the people themselves.

-- AlterTable
ALTER TABLE "pending_votes" ADD COLUMN     "actor_id" UUID;

ALTER TABLE "pending_votes" DISABLE TRIGGER refuse_change;
UPDATE "pending_votes" SET actor_id = person_id;
ALTER TABLE "pending_votes" ENABLE TRIGGER refuse_change;
ALTER TABLE "pending_votes" ALTER COLUMN "actor_id" SET NOT NULL, ADD FOREIGN KEY (actor_id) REFERENCES people (id);
