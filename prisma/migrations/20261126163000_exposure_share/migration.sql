-- AlterTable
ALTER TABLE "release_versions" ALTER COLUMN "exposure_percent" SET DATA TYPE DOUBLE PRECISION;
