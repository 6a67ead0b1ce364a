-- When people work, as the organisation says for all and each person for themselves: by it a reviewer's clock counts.

-- CreateTable
CREATE TABLE "working_hours" (
    "id" UUID NOT NULL,
    "person_id" UUID,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "changed_by" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "working_hours_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "working_hours_person_id_idx" ON "working_hours"("person_id");

-- Of nobody: the organisation's.
ALTER TABLE working_hours
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (changed_by) REFERENCES people (id),
  ADD CONSTRAINT working_hours_document_check CHECK (jsonb_typeof(document) = 'object'),
  ADD CONSTRAINT working_hours_range_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  ADD CONSTRAINT working_hours_own_check CHECK (person_id IS NULL OR changed_by = person_id),
  ADD CONSTRAINT working_hours_no_overlap EXCLUDE USING gist (
    COALESCE(person_id, '00000000-0000-0000-0000-000000000000') WITH =, tstzrange(valid_from, valid_to) WITH &&);
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON working_hours FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON working_hours FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON working_hours TO countersign_app;
GRANT UPDATE (valid_to) ON working_hours TO countersign_app;
SELECT past.ranged('working_hours');

-- With who a person is goes when they worked.
INSERT INTO erasable_columns (table_name, column_name, holds) VALUES ('working_hours', 'document', 'secret');
CREATE FUNCTION erase_working_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE working_hours SET document = '{}' WHERE person_id = NEW.id;
  UPDATE working_hours SET valid_to = GREATEST(valid_from, NEW.erased_at) WHERE person_id = NEW.id AND valid_to IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER erase_working_hours AFTER UPDATE OF erased_at ON people FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION erase_working_hours();

-- What waits for a role is reminded of by working time. When it should be decided moves with pauses and calendars, so a level is reached once
-- whatever its deadline was.
ALTER TABLE reminders DROP CONSTRAINT reminders_kind_check,
  ADD CONSTRAINT reminders_kind_check CHECK (kind IN ('requirement', 'waiver', 'pending-decision', 'obligation', 'delegation', 'waiting'));
CREATE UNIQUE INDEX reminders_waiting_once ON reminders (release_id, about, step) WHERE kind = 'waiting';

-- What waits in releases that are under way is found when they are computed anew.
UPDATE release_projections SET due_at = now() WHERE state = 'active' AND due_at IS NULL;
