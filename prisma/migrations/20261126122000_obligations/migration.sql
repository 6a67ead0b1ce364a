-- AlterTable
ALTER TABLE "stage_passages" ADD COLUMN     "break_glass_id" UUID;

-- CreateTable
CREATE TABLE "obligations" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "owner" UUID,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "before_stage" TEXT,
    "source_kind" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "obligations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligation_closures" (
    "id" UUID NOT NULL,
    "obligation_id" UUID NOT NULL,
    "how" TEXT NOT NULL,
    "outcome" TEXT,
    "text" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "obligation_closures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "break_glass_uses" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "passed" JSONB NOT NULL,
    "by" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "grant" TEXT[],
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "break_glass_uses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "obligations_order_key" ON "obligations"("order");

-- CreateIndex
CREATE INDEX "obligations_release_id_idx" ON "obligations"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "obligation_closures_obligation_id_key" ON "obligation_closures"("obligation_id");

-- CreateIndex
CREATE INDEX "break_glass_uses_release_id_idx" ON "break_glass_uses"("release_id");

-- AddForeignKey
ALTER TABLE "obligation_closures" ADD CONSTRAINT "obligation_closures_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "obligations"
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (owner) REFERENCES people (id),
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (kind IN ('condition', 'break-glass-review', 'post-mortem')),
  ADD CHECK (source_kind IN ('vote', 'review', 'break-glass')),
  ADD CHECK (owner IS NOT NULL OR kind = 'break-glass-review'),
  ADD CHECK (title <> '');
ALTER TABLE "obligation_closures"
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (how IN ('met', 'dropped')),
  ADD CHECK (outcome IN ('justified', 'not-justified'));
ALTER TABLE "break_glass_uses"
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (char_length(reason) >= 20);
ALTER TABLE "stage_passages" ADD FOREIGN KEY (break_glass_id) REFERENCES break_glass_uses (id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['obligations', 'obligation_closures', 'break_glass_uses'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON obligations, obligation_closures, break_glass_uses TO countersign_app;
GRANT USAGE ON SEQUENCE obligations_order_seq TO countersign_app;
