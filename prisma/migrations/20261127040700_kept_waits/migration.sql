-- What waits for which role, each with its clock, for figures of what is not decided yet.
ALTER TABLE "release_projections" ADD COLUMN "waits" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE release_projections ADD CONSTRAINT release_projections_waits_check CHECK (jsonb_typeof(waits) = 'array');

-- Of releases that are under way it is computed by the worker.
UPDATE release_projections SET due_at = now() WHERE state = 'active' AND due_at IS NULL;
