-- Personal data can be erased, although nothing of the past can be changed: by two functions that act with the owner's rights. What they
-- may touch is a list, which the triggers that refuse every other change go by. The application's role gets no further right on any table.

ALTER TABLE "people" ADD COLUMN "erased_at" TIMESTAMPTZ(3);

-- What of a table may be erased, and how.
CREATE TABLE "erasable_columns" (
    "table_name" TEXT NOT NULL,
    "column_name" TEXT NOT NULL,
    "holds" TEXT NOT NULL,

    CONSTRAINT "erasable_columns_pkey" PRIMARY KEY ("table_name", "column_name")
);
-- text: free text, replaced by [erased]; link: emptied; addresses: those of a person in it are replaced; secret: made worthless.
ALTER TABLE "erasable_columns" ADD CHECK (holds IN ('text', 'link', 'addresses', 'secret'));
GRANT SELECT ON "erasable_columns" TO countersign_app;

INSERT INTO erasable_columns (table_name, column_name, holds) VALUES
  ('votes', 'reason', 'text'), ('votes', 'exit_condition', 'text'),
  ('vote_closures', 'reason', 'text'), ('vote_closures', 'exit_condition', 'text'),
  ('concerns', 'text', 'text'), ('concern_answers', 'text', 'text'),
  ('obligations', 'title', 'text'), ('obligation_closures', 'text', 'text'),
  ('waivers', 'reason', 'text'), ('check_results', 'summary', 'text'), ('check_results', 'url', 'link'),
  ('stage_passages', 'reason', 'text'), ('release_moves', 'reason', 'text'), ('break_glass_uses', 'reason', 'text'),
  ('holds', 'reason', 'text'), ('holds', 'lift_reason', 'text'),
  ('freeze_windows', 'title', 'text'), ('freeze_windows', 'reason', 'text'), ('freeze_windows', 'lift_reason', 'text'),
  ('freeze_overrides', 'reason', 'text'),
  ('exposure_changes', 'reason', 'text'), ('exposure_pauses', 'reason', 'text'), ('exposure_pauses', 'resume_reason', 'text'),
  ('component_pauses', 'reason', 'text'), ('component_pauses', 'resume_reason', 'text'),
  ('delegations', 'reason', 'text'), ('delegation_revocations', 'reason', 'text'),
  ('pending_votes', 'reason', 'text'), ('pending_decisions', 'input', 'addresses'),
  ('rota_overrides', 'reason', 'text'), ('rota_versions', 'document', 'addresses'),
  ('review_series', 'title', 'text'), ('review_series_ends', 'reason', 'text'), ('review_changes', 'reason', 'text'),
  ('review_outcomes', 'reason', 'text'),
  ('breach_episodes', 'close_reason', 'text'), ('rollbacks', 'reason', 'text'), ('rollbacks', 'end_reason', 'text'),
  ('rollback_attempts', 'outcome', 'text'), ('rollback_attempts', 'verified_note', 'text'), ('rollback_updates', 'text', 'text'),
  ('teams', 'title', 'text'), ('roles', 'title', 'text'), ('rotas', 'title', 'text'), ('machines', 'title', 'text'),
  ('bundle_registrations', 'unknown_authors', 'addresses'),
  ('calendar_addresses', 'hash', 'secret');

-- Whether a change of a row erases and does nothing else: begun by one of the functions below, in columns of the list alone.
CREATE FUNCTION is_erasure(name text, before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT current_user <> 'countersign_app' AND NOT EXISTS (
    SELECT FROM jsonb_each(before) b WHERE after -> b.key IS DISTINCT FROM b.value
      AND NOT EXISTS (SELECT FROM erasable_columns e WHERE e.table_name = name AND e.column_name = b.key))
$$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('countersign.erasing', true) = 'on' THEN
    IF is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION only_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closing text[] := ARRAY['valid_to', 'ended', 'lifted_by', 'lift_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('countersign.erasing', true) = 'on' THEN
    IF is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% keeps its past: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(OLD) - closing IS DISTINCT FROM to_jsonb(NEW) - closing OR (OLD.valid_to IS NOT NULL AND NEW.valid_to > OLD.valid_to) OR NEW.valid_to IS NULL THEN
    RAISE EXCEPTION '% keeps its past: a row is only closed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- A person's name and address change once: when they are erased. The address is one that no mail can have.
ALTER TABLE "people" ADD CONSTRAINT "people_erased_check" CHECK ((erased_at IS NOT NULL) = (email LIKE '%@erased.invalid'));
CREATE FUNCTION only_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR (OLD.id, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.created_at) THEN
    RAISE EXCEPTION 'a person is erased once, and not changed otherwise' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_erasing BEFORE UPDATE ON "people" FOR EACH ROW EXECUTE FUNCTION only_erasing();

-- Erases what commitments of entries stand for, and the same texts where they were written in the same transactions: these have the
-- entry's time and release. The entries stay as they are.
CREATE FUNCTION erase_openings(ids uuid[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place RECORD;
  erased integer;
BEGIN
  PERFORM set_config('countersign.erasing', 'on', true);
  FOR place IN
    SELECT e.table_name AS name, e.column_name AS col, e.holds,
      (SELECT string_agg(format('t.%I', c.column_name), ', ') FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name = e.table_name AND c.data_type LIKE 'timestamp%') AS times,
      EXISTS (SELECT FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name = e.table_name AND c.column_name = 'release_id') AS has_release
    FROM erasable_columns e WHERE e.holds IN ('text', 'link') OR (e.table_name, e.column_name) = ('pending_decisions', 'input')
  LOOP
    EXECUTE format('UPDATE %I t SET %I = %s FROM ledger_openings o JOIN ledger_entries e ON e.id = o.entry_id
        WHERE o.id = ANY ($1) AND %s = o.value AND e.at IN (%s)%s', place.name, place.col,
      CASE WHEN place.holds = 'addresses' THEN 'jsonb_set(t.input, ''{reason}'', ''"[erased]"'')'
        WHEN place.holds = 'link' THEN 'NULL' ELSE '''[erased]''' END,
      CASE WHEN place.holds = 'addresses' THEN 't.input->>''reason''' ELSE format('t.%I', place.col) END,
      place.times, CASE WHEN place.has_release THEN ' AND t.release_id IS NOT DISTINCT FROM e.release_id' ELSE '' END) USING ids;
  END LOOP;
  DELETE FROM ledger_openings WHERE id = ANY (ids);
  GET DIAGNOSTICS erased = ROW_COUNT;
  PERFORM set_config('countersign.erasing', 'off', true);
  RETURN erased;
END $$;

-- Erases who a person is: name and address, what the ledger's commitments to these stand for, all by which they could sign in, and
-- what they made for themselves. What they did and wrote stays, by their id. Answers how much there was of each.
CREATE FUNCTION erase_person(person uuid, new_name text, new_email text, limit_key text, at timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  address text;
  pattern text;
  n integer;
  found jsonb := '{}';
BEGIN
  SELECT p.email INTO STRICT address FROM people p WHERE p.id = person FOR UPDATE;
  PERFORM set_config('countersign.erasing', 'on', true);
  -- As a word of its own: ann@example.org stands in joann@example.org, too.
  pattern := '(?<![[:alnum:]._%+-])' || regexp_replace(address, '([^[:alnum:]@])', '\\\1', 'g') || '(?![[:alnum:]-]|\.[[:alnum:]])';

  DELETE FROM ledger_openings o WHERE o.person_id = person AND o.path IN ('actor', 'name', 'email', 'subject');
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('openings', n);

  -- A session in which somebody confirmed a signature stays as an id and times.
  UPDATE sessions s SET user_agent = '', identity_id = NULL, provider_session = NULL, revoked_at = COALESCE(s.revoked_at, at)
    WHERE s.person_id = person AND EXISTS (SELECT FROM confirmations c WHERE c.session_id = s.id);
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('sessions', n);
  DELETE FROM sessions s WHERE s.person_id = person AND NOT EXISTS (SELECT FROM confirmations c WHERE c.session_id = s.id);
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('sessions', (found->>'sessions')::integer + n);
  DELETE FROM tokens k WHERE k.person_id = person;
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('tokens', n);
  DELETE FROM external_identities i WHERE i.person_id = person;
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('identities', n);
  DELETE FROM activations v WHERE v.person_id = person;
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('invitations', n);
  DELETE FROM saved_views w WHERE w.owner_id = person;
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('views', n);
  UPDATE calendar_addresses c SET hash = 'erased ' || c.id WHERE c.person_id = person;
  GET DIAGNOSTICS n = ROW_COUNT; found := found || jsonb_build_object('calendarAddresses', n);
  DELETE FROM accounts a WHERE a.person_id = person;
  DELETE FROM rate_limits l WHERE l.key = limit_key;
  DELETE FROM idempotency_keys k WHERE k.caller = 'person:' || person OR k.answer::text ~* pattern;

  UPDATE rota_versions v SET document = regexp_replace(v.document::text, pattern, new_email, 'gi')::jsonb WHERE v.document::text ~* pattern;
  UPDATE pending_decisions d SET input = regexp_replace(d.input::text, pattern, new_email, 'gi')::jsonb WHERE d.input::text ~* pattern;
  UPDATE bundle_registrations b SET unknown_authors = ARRAY(
      SELECT regexp_replace(u.a, pattern, new_email, 'gi') FROM unnest(b.unknown_authors) WITH ORDINALITY u (a, n) ORDER BY u.n)
    WHERE array_to_string(b.unknown_authors, ' ') ~* pattern;

  UPDATE people p SET name = new_name, email = new_email, erased_at = at WHERE p.id = person;
  PERFORM set_config('countersign.erasing', 'off', true);
  RETURN found;
END $$;

REVOKE ALL ON FUNCTION erase_openings(uuid[]), erase_person(uuid, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_openings(uuid[]), erase_person(uuid, text, text, text, timestamptz) TO countersign_app;
-- An opening goes by these functions alone, together with the text that it is of.
REVOKE DELETE ON ledger_openings FROM countersign_app;

-- Whoever breaks the glass says why in a sentence; one that was erased is shorter.
ALTER TABLE "break_glass_uses" DROP CONSTRAINT "break_glass_uses_reason_check",
  ADD CONSTRAINT "break_glass_uses_reason_check" CHECK (char_length(reason) >= 20 OR reason = '[erased]');
