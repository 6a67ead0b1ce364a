-- AlterTable
ALTER TABLE "rollbacks" ADD COLUMN     "again_at" TIMESTAMPTZ(3);

ALTER TABLE rollbacks ADD CHECK (again_at IS NULL OR state = 'declined');
