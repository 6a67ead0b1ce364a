-- When a token was used last, to an hour.
ALTER TABLE "tokens" ADD COLUMN "last_used_at" TIMESTAMPTZ(3);
