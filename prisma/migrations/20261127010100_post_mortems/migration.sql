-- CreateTable
CREATE TABLE "post_mortems" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "opened_by" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortems_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_mortem_answers" (
    "id" UUID NOT NULL,
    "post_mortem_id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortem_answers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_mortem_moves" (
    "id" UUID NOT NULL,
    "post_mortem_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "to" TEXT NOT NULL,
    "note" TEXT,
    "answers" UUID[],
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortem_moves_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_mortem_notes" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "post_mortem_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "is_shown" BOOLEAN NOT NULL,
    "text" TEXT,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortem_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_mortem_actions" (
    "obligation_id" UUID NOT NULL,
    "post_mortem_id" UUID NOT NULL,
    "gap" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortem_actions_pkey" PRIMARY KEY ("obligation_id")
);

-- CreateTable
CREATE TABLE "template_proposals" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "post_mortem_id" UUID NOT NULL,
    "obligation_id" UUID NOT NULL,
    "template_key" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_proposals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template_proposal_withdrawals" (
    "proposal_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_proposal_withdrawals_pkey" PRIMARY KEY ("proposal_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "post_mortems_order_key" ON "post_mortems"("order");

-- CreateIndex
CREATE INDEX "post_mortems_release_id_idx" ON "post_mortems"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "post_mortems_kind_event_id_key" ON "post_mortems"("kind", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "post_mortem_answers_post_mortem_id_question_version_key" ON "post_mortem_answers"("post_mortem_id", "question", "version");

-- CreateIndex
CREATE UNIQUE INDEX "post_mortem_moves_post_mortem_id_number_key" ON "post_mortem_moves"("post_mortem_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "post_mortem_notes_order_key" ON "post_mortem_notes"("order");

-- CreateIndex
CREATE INDEX "post_mortem_notes_post_mortem_id_idx" ON "post_mortem_notes"("post_mortem_id");

-- CreateIndex
CREATE UNIQUE INDEX "post_mortem_actions_post_mortem_id_gap_key" ON "post_mortem_actions"("post_mortem_id", "gap");

-- CreateIndex
CREATE UNIQUE INDEX "template_proposals_order_key" ON "template_proposals"("order");

-- CreateIndex
CREATE INDEX "template_proposals_post_mortem_id_idx" ON "template_proposals"("post_mortem_id");

-- CreateIndex
CREATE INDEX "template_proposals_template_key_idx" ON "template_proposals"("template_key");

-- AddForeignKey
ALTER TABLE "post_mortem_answers" ADD CONSTRAINT "post_mortem_answers_post_mortem_id_fkey" FOREIGN KEY ("post_mortem_id") REFERENCES "post_mortems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_mortem_moves" ADD CONSTRAINT "post_mortem_moves_post_mortem_id_fkey" FOREIGN KEY ("post_mortem_id") REFERENCES "post_mortems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_mortem_notes" ADD CONSTRAINT "post_mortem_notes_post_mortem_id_fkey" FOREIGN KEY ("post_mortem_id") REFERENCES "post_mortems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_mortem_actions" ADD CONSTRAINT "post_mortem_actions_post_mortem_id_fkey" FOREIGN KEY ("post_mortem_id") REFERENCES "post_mortems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_mortem_actions" ADD CONSTRAINT "post_mortem_actions_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template_proposals" ADD CONSTRAINT "template_proposals_post_mortem_id_fkey" FOREIGN KEY ("post_mortem_id") REFERENCES "post_mortems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template_proposals" ADD CONSTRAINT "template_proposals_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "post_mortem_actions"("obligation_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template_proposal_withdrawals" ADD CONSTRAINT "template_proposal_withdrawals_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "template_proposals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE post_mortems
  ADD FOREIGN KEY (release_id) REFERENCES releases (id),
  ADD FOREIGN KEY (opened_by) REFERENCES people (id),
  ADD CHECK (kind IN ('rollback', 'drill', 'break-glass', 'release')),
  ADD CHECK (kind <> 'release' OR event_id = release_id),
  ADD CHECK (opened_by IS NOT NULL OR kind <> 'release');
ALTER TABLE post_mortem_answers
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (version > 0),
  ADD CHECK (text <> '');
ALTER TABLE post_mortem_moves
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (number > 0),
  ADD CHECK ("to" IN ('draft', 'review', 'published')),
  ADD CHECK ("to" = 'published' OR cardinality(answers) = 0),
  ADD CHECK ("to" <> 'published' OR cardinality(answers) > 0);
ALTER TABLE post_mortem_notes
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD FOREIGN KEY (entry_id) REFERENCES ledger_entries (id),
  ADD CHECK (text <> '');
ALTER TABLE post_mortem_actions ADD CHECK (gap >= 0);
ALTER TABLE template_proposals
  ADD FOREIGN KEY (by) REFERENCES people (id),
  ADD CHECK (before <> after),
  ADD CHECK (media_type IN ('application/yaml', 'application/json'));
ALTER TABLE template_proposal_withdrawals ADD FOREIGN KEY (by) REFERENCES people (id);

-- What is published was written by somebody else than whoever publishes it, and is of this post-mortem.
CREATE FUNCTION only_published_by_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- NEW.by would be read as a keyword.
  IF EXISTS (SELECT FROM unnest(NEW.answers) i LEFT JOIN post_mortem_answers a ON a.id = i AND a.post_mortem_id = NEW.post_mortem_id
    WHERE a.id IS NULL OR a."by" = (to_jsonb(NEW) ->> 'by')::uuid) THEN
    RAISE EXCEPTION 'a post-mortem is published by somebody who did not write it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_published_by_others BEFORE INSERT ON post_mortem_moves FOR EACH ROW EXECUTE FUNCTION only_published_by_others();

-- An action is owed like anything else, and never stops a release.
ALTER TABLE obligations DROP CONSTRAINT obligations_kind_check, DROP CONSTRAINT obligations_source_kind_check;
ALTER TABLE obligations
  ADD CONSTRAINT obligations_kind_check CHECK (kind IN ('condition', 'break-glass-review', 'post-mortem', 'action')),
  ADD CONSTRAINT obligations_source_kind_check CHECK (source_kind IN ('vote', 'review', 'break-glass', 'post-mortem'));

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['post_mortems', 'post_mortem_answers', 'post_mortem_moves', 'post_mortem_notes', 'post_mortem_actions', 'template_proposals',
    'template_proposal_withdrawals'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO countersign_app', name);
    PERFORM past.appended(name, 'at');
  END LOOP;
END $$;
GRANT USAGE ON SEQUENCE post_mortems_order_seq, post_mortem_notes_order_seq, template_proposals_order_seq TO countersign_app;

INSERT INTO erasable_columns (table_name, column_name, holds) VALUES
  ('post_mortem_answers', 'text', 'text'), ('post_mortem_moves', 'note', 'text'), ('post_mortem_notes', 'text', 'text'),
  ('template_proposals', 'reason', 'text'), ('template_proposal_withdrawals', 'reason', 'text');

-- The decision that publishing one is of; what other decisions are told by stays as it is.
DO $$
DECLARE
  known text := pg_get_functiondef('derived.decision_of(jsonb)'::regprocedure);
  added text := replace(known, '"break-glass.reviewed":', '"post-mortem.published": "post-mortem.publish", "break-glass.reviewed":');
BEGIN
  IF added = known THEN RAISE EXCEPTION 'derived.decision_of reads otherwise than expected'; END IF;
  EXECUTE added;
END $$;
