-- What was recorded by a past moment: for each table a view of the same name and columns in the schema `past`. A reader whose search
-- path is that schema alone runs the very statements that read the present; a table without a view is refused, never read as it is now.

-- Evaluations trail the times that they are about: only with these is it known what a criterion was taken for then. Rows from before
-- this count as found at the time that they are about.
-- AlterTable
ALTER TABLE "criterion_changes" ADD COLUMN     "recorded_at" TIMESTAMPTZ(3);
-- AlterTable
ALTER TABLE "criterion_verdicts" ADD COLUMN     "recorded_at" TIMESTAMPTZ(3);
-- AlterTable
ALTER TABLE "criterion_tracks" ADD COLUMN     "recorded_at" TIMESTAMPTZ(3);

ALTER TABLE criterion_changes DISABLE TRIGGER refuse_change;
ALTER TABLE criterion_verdicts DISABLE TRIGGER refuse_change;
UPDATE criterion_changes SET recorded_at = to_timestamp(at / 1000.0);
UPDATE criterion_verdicts SET recorded_at = to_timestamp(at / 1000.0);
UPDATE criterion_tracks SET recorded_at = to_timestamp(started_at / 1000.0);
ALTER TABLE criterion_changes ENABLE TRIGGER refuse_change;
ALTER TABLE criterion_verdicts ENABLE TRIGGER refuse_change;
ALTER TABLE criterion_changes ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE criterion_verdicts ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE criterion_tracks ALTER COLUMN recorded_at SET NOT NULL;

-- Pauses are rows with a range like any other: closed once, by whom and why.
CREATE OR REPLACE FUNCTION only_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closing text[] := ARRAY['valid_to', 'ended', 'lifted_by', 'lift_reason', 'resumed_by', 'resume_reason'];
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

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['exposure_pauses', 'component_pauses'] LOOP
    EXECUTE format('CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION only_closing()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

-- Of a release and its components only what is told by other rows changes: moves, and the start, once.
CREATE FUNCTION only_pinning() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  pinned text[] := CASE TG_TABLE_NAME WHEN 'releases' THEN ARRAY['template_version_id', 'rights_version_id', 'started_at'] ELSE ARRAY['baseline_digest', 'pinned_at'] END;
  once text := CASE TG_TABLE_NAME WHEN 'releases' THEN 'started_at' ELSE 'pinned_at' END;
BEGIN
  IF TG_OP <> 'UPDATE' OR to_jsonb(OLD) - pinned IS DISTINCT FROM to_jsonb(NEW) - pinned
     OR (to_jsonb(OLD) ->> once IS NOT NULL AND to_jsonb(OLD) -> once IS DISTINCT FROM to_jsonb(NEW) -> once) THEN
    RAISE EXCEPTION '% keeps its past: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_pinning BEFORE UPDATE OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION only_pinning();
CREATE TRIGGER only_pinning BEFORE UPDATE OR DELETE ON release_components FOR EACH ROW EXECUTE FUNCTION only_pinning();

CREATE SCHEMA past;
GRANT USAGE ON SCHEMA past TO countersign_app;

-- The moment that is read as of; without one nothing is.
CREATE FUNCTION past.moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN current_setting('countersign.moment')::timestamptz;

-- A view `t` of a table's rows that were there by then; `otherwise` says by which expression a column is read that was changed since.
-- Called again by the migration that adds a column.
CREATE FUNCTION past.show(name text, recorded text, otherwise jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  columns text;
BEGIN
  SELECT string_agg(CASE WHEN otherwise ? a.attname THEN format('(%s)::%s AS %I', otherwise ->> a.attname, format_type(a.atttypid, a.atttypmod), a.attname)
    ELSE format('t.%I', a.attname) END, ', ' ORDER BY a.attnum) INTO columns
  FROM pg_attribute a WHERE a.attrelid = format('public.%I', name)::regclass AND a.attnum > 0 AND NOT a.attisdropped;
  EXECUTE format('CREATE OR REPLACE VIEW past.%I AS SELECT %s FROM public.%I t WHERE %s', name, columns, name, recorded);
  EXECUTE format('GRANT SELECT ON past.%I TO countersign_app', name);
END $$;

-- Appended for ever, with the time of record.
CREATE FUNCTION past.appended(name text, at text) RETURNS void LANGUAGE sql AS $$
  SELECT past.show(name, format('t.%I <= past.moment()', at))
$$;

-- With a half-open range, closed once: that it was is not known before.
CREATE FUNCTION past.ranged(name text, VARIADIC closing text[] DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
  SELECT past.show(name, 't.valid_from <= past.moment()', (
    SELECT jsonb_object_agg(c, format('CASE WHEN t.valid_to <= past.moment() THEN t.%I END', c)) FROM unnest(closing || 'valid_to'::text) c))
$$;

SELECT past.appended('people', 'created_at');
SELECT past.appended('teams', 'created_at');
SELECT past.appended('roles', 'created_at');
SELECT past.appended('rotas', 'created_at');
SELECT past.appended('components', 'created_at');
SELECT past.appended('metrics', 'at');
SELECT past.appended('template_versions', 'published_at');
SELECT past.appended('bundle_registrations', 'at');
SELECT past.appended('delegations', 'created_at');
SELECT past.appended('delegation_revocations', 'at');
SELECT past.appended('pending_votes', 'at');
SELECT past.appended('release_moves', 'at');
SELECT past.appended('stage_passages', 'at');
SELECT past.appended('votes', 'at');
SELECT past.appended('vote_closures', 'at');
SELECT past.appended('acknowledgements', 'at');
SELECT past.appended('check_results', 'at');
SELECT past.appended('waivers', 'at');
SELECT past.appended('concerns', 'at');
SELECT past.appended('concern_answers', 'at');
SELECT past.appended('obligations', 'at');
SELECT past.appended('obligation_closures', 'at');
SELECT past.appended('break_glass_uses', 'at');
SELECT past.appended('reminders', 'reached_at');
SELECT past.appended('freeze_overrides', 'at');
SELECT past.appended('exposure_changes', 'at');
SELECT past.appended('criterion_verdicts', 'recorded_at');
SELECT past.appended('criterion_changes', 'recorded_at');
SELECT past.appended('review_series', 'at');
SELECT past.appended('review_series_ends', 'at');
SELECT past.appended('review_changes', 'at');
SELECT past.appended('review_attendance', 'at');
SELECT past.appended('review_minutes', 'at');
SELECT past.appended('review_outcomes', 'at');
SELECT past.appended('rollback_outputs', 'at');
SELECT past.appended('rollback_updates', 'at');
SELECT past.appended('rollback_seen', 'at');
SELECT past.appended('rollback_tellings', 'at');
SELECT past.appended('rollback_silences', 'at');
SELECT past.appended('rollback_target_asks', 'at');
SELECT past.appended('rollback_target_reports', 'at');
SELECT past.appended('bundle_replays', 'at');
SELECT past.appended('bundle_verifications', 'at');
SELECT past.appended('bundle_provenance', 'at');
SELECT past.appended('ledger_entries', 'at');

SELECT past.ranged('access_levels');
SELECT past.ranged('team_members', 'ended');
SELECT past.ranged('team_groups');
SELECT past.ranged('pool_entries');
SELECT past.ranged('rights_versions');
SELECT past.ranged('escalation_versions');
SELECT past.ranged('rota_versions');
SELECT past.ranged('rota_overrides');
SELECT past.ranged('component_versions');
SELECT past.ranged('live_digests');
SELECT past.ranged('component_pauses', 'resumed_by', 'resume_reason');
SELECT past.ranged('release_versions');
SELECT past.ranged('release_viewers');
SELECT past.ranged('release_documents');
SELECT past.ranged('candidates');
SELECT past.ranged('holds', 'lifted_by', 'lift_reason');
SELECT past.ranged('freeze_windows', 'lifted_by', 'lift_reason');
SELECT past.ranged('exposure_pauses', 'resumed_by', 'resume_reason');
SELECT past.ranged('pending_decisions', 'ended');

-- A dated assignment was known to end from its beginning.
SELECT past.show('role_assignments', 't.valid_from <= past.moment()', jsonb_build_object(
  'valid_to', $$CASE WHEN t.ended = 'time' OR t.valid_to <= past.moment() THEN t.valid_to END$$,
  'ended', $$CASE WHEN t.ended = 'time' OR t.valid_to <= past.moment() THEN t.ended END$$));

SELECT past.show('machines', 't.created_at <= past.moment()', jsonb_build_object(
  'disabled_at', 'CASE WHEN t.disabled_at <= past.moment() THEN t.disabled_at END'));
SELECT past.show('promql_sources', 'EXISTS (SELECT FROM past.metrics m WHERE m.name = t.metric)');
SELECT past.show('bundles', 'EXISTS (SELECT FROM past.bundle_registrations g WHERE g.digest = t.digest)');
SELECT past.show('ledger_sequence', 'EXISTS (SELECT FROM past.ledger_entries e WHERE e.id = t.entry_id)');
SELECT past.show('ledger_openings', 'EXISTS (SELECT FROM past.ledger_entries e WHERE e.id = t.entry_id)');
SELECT past.show('reviews', $$EXISTS (SELECT FROM past.review_changes x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_outcomes x WHERE x.review_id = t.id)
  OR EXISTS (SELECT FROM past.review_attendance x WHERE x.review_id = t.id) OR EXISTS (SELECT FROM past.review_minutes x WHERE x.review_id = t.id)$$);
-- Whom a proposal waits for is computed anew; what lists keep of it is of now.
SELECT past.show('pending_waits', 'FALSE');

-- What it followed then is what the first move after it left; rights are pinned by the start.
SELECT past.show('releases', 't.created_at <= past.moment()', jsonb_build_object(
  'template_version_id', $$COALESCE((SELECT m.template_from FROM public.release_moves m WHERE m.release_id = t.id AND m.at > past.moment() ORDER BY m."order" LIMIT 1), t.template_version_id)$$,
  'rights_version_id', $$CASE WHEN t.started_at <= past.moment() THEN
    COALESCE((SELECT m.rights_from FROM public.release_moves m WHERE m.release_id = t.id AND m.at > past.moment() ORDER BY m."order" LIMIT 1), t.rights_version_id) END$$,
  'started_at', 'CASE WHEN t.started_at <= past.moment() THEN t.started_at END'));
SELECT past.show('release_components', 'EXISTS (SELECT FROM past.releases r WHERE r.id = t.release_id)', jsonb_build_object(
  'baseline_digest', 'CASE WHEN t.pinned_at <= past.moment() THEN t.baseline_digest END',
  'pinned_at', 'CASE WHEN t.pinned_at <= past.moment() THEN t.pinned_at END'));

-- By what was intended and confirmed, as the rows are written: from the first intention above 0 until 0 is intended and confirmed, or the release has ended.
CREATE VIEW past.component_exposures AS
  SELECT rc.component_id, e.release_id, e.at
  FROM (SELECT x.release_id, min(x.at)::timestamptz(3) AS at FROM past.exposure_changes x
    WHERE x.percent > 0 AND x."order" >= COALESCE((SELECT max(c."order") FROM past.exposure_changes c WHERE c.release_id = x.release_id AND c.kind = 'confirmed'), 0)
    GROUP BY x.release_id) e
  JOIN past.release_versions v ON v.release_id = e.release_id AND v.valid_to IS NULL AND v.state IN ('draft', 'active')
  JOIN past.release_components rc ON rc.release_id = e.release_id;
GRANT SELECT ON past.component_exposures TO countersign_app;

-- How a criterion stood is the last change that had been found. What the fold carries is the evaluation's own, and is not read.
SELECT past.show('criterion_tracks', 't.recorded_at <= past.moment()', jsonb_build_object(
  'last_at', $$(SELECT max(v.at) FROM past.criterion_verdicts v WHERE v.track_id = t.id AND v.revision = 0 AND v.at <= (extract(epoch FROM past.moment()) * 1000)::bigint)$$,
  'verdict', '(SELECT c.verdict FROM past.criterion_changes c WHERE c.track_id = t.id ORDER BY c.at DESC LIMIT 1)',
  'since', '(SELECT CASE WHEN c.verdict IS NOT NULL THEN c.at END FROM past.criterion_changes c WHERE c.track_id = t.id ORDER BY c.at DESC LIMIT 1)',
  -- Whether it is evaluated at all is all that is read of it: while its release is in flight.
  'next_at', $$(SELECT t.started_at FROM past.release_versions v WHERE v.release_id = t.release_id AND v.valid_to IS NULL AND v.state = 'active')$$,
  'due_at', 'NULL', 'reset_at', 'NULL', 'state', 'NULL', 'watermark', 'NULL'));

-- Rollbacks and their steps are rows that go on; each of their states is an entry of the ledger.
CREATE VIEW past.rollback_course AS
  SELECT e.release_id, (d.entry #>> '{subjects,rollback}')::uuid AS rollback_id, d.entry #>> '{subjects,step}' AS step_key, d.entry #>> '{payload,criterion}' AS criterion_key,
    e.type, e.at, e.ordinal
  FROM past.ledger_entries e CROSS JOIN LATERAL (SELECT convert_from(e.bytes, 'UTF8')::jsonb AS entry) d
  WHERE e.type = ANY (ARRAY['rollback.proposed', 'rollback.joined', 'rollback.authorised', 'rollback.started', 'rollback.executed', 'rollback.stable', 'rollback.failed',
    'rollback.declined', 'rollback.cancelled', 'rollback.endorsed',
    'rollback.step-begun', 'rollback.step-carried-out', 'rollback.step-done', 'rollback.step-failed']);
GRANT SELECT ON past.rollback_course TO countersign_app;

SELECT past.show('rollbacks', 't.proposed_at <= past.moment()', jsonb_build_object(
  'state', $$COALESCE((SELECT CASE c.type WHEN 'rollback.proposed' THEN 'proposed' WHEN 'rollback.authorised' THEN 'authorised' WHEN 'rollback.started' THEN 'executing'
      WHEN 'rollback.executed' THEN 'validating' WHEN 'rollback.stable' THEN 'stable' WHEN 'rollback.failed' THEN 'failed' WHEN 'rollback.declined' THEN 'declined'
      WHEN 'rollback.cancelled' THEN 'cancelled' WHEN 'rollback.endorsed' THEN 'endorsed' END
    FROM past.rollback_course c WHERE c.release_id = t.release_id AND c.rollback_id = t.id AND c.step_key IS NULL AND c.type <> 'rollback.joined' ORDER BY c.ordinal DESC LIMIT 1), 'proposed')$$,
  'decision', 'CASE WHEN t.decided_at <= past.moment() THEN t.decision END',
  'decided_at', 'CASE WHEN t.decided_at <= past.moment() THEN t.decided_at END',
  'decided_by', 'CASE WHEN t.decided_at <= past.moment() THEN t.decided_by END',
  'executed_at', $$(SELECT max(c.at) FROM past.rollback_course c WHERE c.release_id = t.release_id AND c.rollback_id = t.id AND c.type = 'rollback.executed')$$,
  'stable_at', $$(SELECT max(c.at) FROM past.rollback_course c WHERE c.release_id = t.release_id AND c.rollback_id = t.id AND c.type = 'rollback.stable')$$,
  'failed_at', $$(SELECT max(c.at) FROM past.rollback_course c WHERE c.release_id = t.release_id AND c.rollback_id = t.id AND c.type = 'rollback.failed')$$,
  'ended_at', 'CASE WHEN t.ended_at <= past.moment() THEN t.ended_at END',
  'ended_by', 'CASE WHEN t.ended_at <= past.moment() THEN t.ended_by END',
  'end_reason', 'CASE WHEN t.ended_at <= past.moment() THEN t.end_reason END',
  'again_at', 'CASE WHEN t.ended_at <= past.moment() THEN t.again_at END',
  -- When the worker is next to tell somebody is the worker's own.
  'level', '0', 'escalate_at', 'NULL', 'told_at_once', '0', 'wait', '1', 'waits_since', 'NULL'));

SELECT past.show('rollback_steps', 'EXISTS (SELECT FROM past.rollbacks b WHERE b.id = t.rollback_id)', jsonb_build_object(
  'state', $$COALESCE((SELECT CASE c.type WHEN 'rollback.step-begun' THEN 'running' WHEN 'rollback.step-carried-out' THEN 'verifying' WHEN 'rollback.step-done' THEN 'done'
      WHEN 'rollback.step-failed' THEN 'failed' END
    FROM public.rollbacks b JOIN past.rollback_course c ON c.release_id = b.release_id AND c.rollback_id = b.id AND c.step_key = t.key WHERE b.id = t.rollback_id ORDER BY c.ordinal DESC LIMIT 1), 'waiting')$$,
  'started_at', 'CASE WHEN t.started_at <= past.moment() THEN t.started_at END',
  'ended_at', $$(SELECT CASE WHEN c.type IN ('rollback.step-done', 'rollback.step-failed') THEN c.at END
    FROM public.rollbacks b JOIN past.rollback_course c ON c.release_id = b.release_id AND c.rollback_id = b.id AND c.step_key = t.key WHERE b.id = t.rollback_id ORDER BY c.ordinal DESC LIMIT 1)$$));

SELECT past.show('rollback_attempts', 't.at <= past.moment()', jsonb_build_object(
  'state', $$CASE WHEN t.ended_at <= past.moment() THEN t.state WHEN t.claimed_at <= past.moment() THEN 'claimed' ELSE 'queued' END$$,
  'claimed_at', 'CASE WHEN t.claimed_at <= past.moment() THEN t.claimed_at END',
  'machine_id', 'CASE WHEN t.claimed_at <= past.moment() THEN t.machine_id END',
  'person_id', 'CASE WHEN t.claimed_at <= past.moment() THEN t.person_id END',
  'ended_at', 'CASE WHEN t.ended_at <= past.moment() THEN t.ended_at END',
  'outcome', 'CASE WHEN t.ended_at <= past.moment() THEN t.outcome END',
  'observed', 'CASE WHEN t.ended_at <= past.moment() THEN t.observed END',
  'is_final', 'CASE WHEN t.ended_at <= past.moment() THEN t.is_final ELSE false END',
  'exit_code', 'CASE WHEN t.ended_at <= past.moment() THEN t.exit_code END',
  'serving_digest', 'CASE WHEN t.ended_at <= past.moment() THEN t.serving_digest END',
  'verification', 'CASE WHEN t.verified_at <= past.moment() THEN t.verification END',
  'verified_at', 'CASE WHEN t.verified_at <= past.moment() THEN t.verified_at END',
  'verified_by', 'CASE WHEN t.verified_at <= past.moment() THEN t.verified_by END',
  'verified_note', 'CASE WHEN t.verified_at <= past.moment() THEN t.verified_note END'));

SELECT past.show('rollback_target_checks', 't.claimed_at <= past.moment()', jsonb_build_object(
  'state', $$CASE WHEN t.ended_at <= past.moment() THEN t.state ELSE 'claimed' END$$,
  'ended_at', 'CASE WHEN t.ended_at <= past.moment() THEN t.ended_at END'));

SELECT past.show('drills', 't.started_at <= past.moment()', jsonb_build_object(
  'mended_at', '(SELECT b.executed_at FROM past.rollbacks b WHERE b.drill_id = t.id)',
  'state', $$CASE WHEN t.ended_at <= past.moment() THEN t.state ELSE 'running' END$$,
  'ended_at', 'CASE WHEN t.ended_at <= past.moment() THEN t.ended_at END',
  'result', 'CASE WHEN t.ended_at <= past.moment() THEN t.result END'));

-- A breach that is open goes with the rollback that it proposed or joined last, and is proposed again when that was declined until.
SELECT past.show('breach_episodes', 't.opened_at <= past.moment()', jsonb_build_object(
  'hold_id', '(SELECT h.id FROM past.holds h WHERE h.id = t.hold_id)',
  'rollback_id', $$CASE WHEN t.closed_at <= past.moment() THEN t.rollback_id ELSE
    (SELECT c.rollback_id FROM past.rollback_course c JOIN past.rollbacks b ON b.id = c.rollback_id AND b.mode = 'real'
     WHERE c.release_id = t.release_id AND c.type IN ('rollback.proposed', 'rollback.joined') AND c.criterion_key = t.criterion_key AND c.at >= t.opened_at
     ORDER BY c.ordinal DESC LIMIT 1) END$$,
  'closed_at', 'CASE WHEN t.closed_at <= past.moment() THEN t.closed_at END',
  'closure', 'CASE WHEN t.closed_at <= past.moment() THEN t.closure END',
  'closed_by', 'CASE WHEN t.closed_at <= past.moment() THEN t.closed_by END',
  'close_reason', 'CASE WHEN t.closed_at <= past.moment() THEN t.close_reason END',
  'until', $$CASE WHEN t.closed_at <= past.moment() THEN t.until ELSE
    (SELECT b.again_at FROM past.rollback_course c JOIN past.rollbacks b ON b.id = c.rollback_id AND b.mode = 'real'
     WHERE c.release_id = t.release_id AND c.type IN ('rollback.proposed', 'rollback.joined') AND c.criterion_key = t.criterion_key AND c.at >= t.opened_at
     ORDER BY c.ordinal DESC LIMIT 1) END$$));

REVOKE UPDATE ON exposure_pauses, component_pauses FROM countersign_app;
GRANT UPDATE (valid_to, resumed_by, resume_reason) ON exposure_pauses, component_pauses TO countersign_app;
