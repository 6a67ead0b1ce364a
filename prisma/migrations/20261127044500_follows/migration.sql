-- CreateTable
CREATE TABLE "notice_follows" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "notice_follows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notice_follows_person_id_idx" ON "notice_follows"("person_id");

-- CreateIndex
CREATE INDEX "notice_follows_release_id_idx" ON "notice_follows"("release_id");

ALTER TABLE notice_follows
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD CONSTRAINT notice_follows_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT notice_follows_no_overlap EXCLUDE USING gist (person_id WITH =, release_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON notice_follows FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON notice_follows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON notice_follows TO countersign_app;
GRANT UPDATE (valid_to) ON notice_follows TO countersign_app;

ALTER TABLE notices
  DROP CONSTRAINT notices_reason_check,
  ADD CONSTRAINT notices_reason_check CHECK (reason IN ('asked', 'reminder', 'escalation', 'takes-part', 'follows', 'chosen'));
