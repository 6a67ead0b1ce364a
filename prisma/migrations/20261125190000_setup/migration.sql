-- CreateTable
CREATE TABLE "setup_codes" (
    "id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_codes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "setup_codes_code_hash_key" ON "setup_codes"("code_hash");

-- One code at a time.
CREATE UNIQUE INDEX setup_codes_one_open ON setup_codes ((TRUE)) WHERE ended_at IS NULL;

GRANT SELECT, INSERT ON setup_codes TO countersign_app;
GRANT UPDATE (ended_at) ON setup_codes TO countersign_app;
