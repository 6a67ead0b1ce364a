-- By what entries are found. It is no evidence: all of it follows from the entries and can be made anew, so it stands in a schema of its own,
-- which backups leave out; the trigger fills it again as the log's numbers come back.
CREATE SCHEMA derived;

-- An entry as its bytes say; null where they are no document. Numbering must not fail by what only finding needs.
CREATE FUNCTION derived.document(bytes bytea) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN convert_from(bytes, 'UTF8')::jsonb;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;

-- Which of the decisions that rights are about an entry is of; null: of none. One that is new is added by replacing this.
CREATE FUNCTION derived.decision_of(entry jsonb) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN entry #>> '{subjects,decision}' IS NOT NULL THEN entry #>> '{subjects,decision}'
    WHEN type = 'vote.cast' THEN CASE
      WHEN entry #>> '{payload,vote}' = 'comment' THEN NULL
      WHEN entry #>> '{payload,vote}' = 'reject' THEN 'gate.veto'
      WHEN entry #>> '{subjects,requirement}' IS NULL THEN 'gate.approve'
      ELSE 'requirement.sign' END
    WHEN type IN ('team.member-added', 'team.member-changed', 'team.member-removed', 'team.groups-set') THEN
      CASE WHEN entry #>> '{payload,inPool}' = 'true' THEN 'pool.change' END
    WHEN type = 'rollback.step-begun' THEN
      CASE entry #>> '{payload,by}' WHEN 'retry' THEN 'rollback.execute' WHEN 'take-over' THEN 'rollback.take-over' END
    WHEN type = 'drill.ended' THEN
      CASE WHEN entry ->> 'after' = 'cancelled' AND entry #>> '{actor,kind}' = 'person' THEN 'drill.start' END
    ELSE '{
      "release.created": "release.create", "release.started": "release.start", "release.migrated": "release.migrate",
      "release.cancelled": "release.cancel", "release.completed": "release.complete", "release.rolled-back": "rollback.endorse",
      "roles.assigned": "role.assign", "pool.changed": "pool.change", "candidate.set": "candidate.set",
      "plan.changed": "plan.change", "plan.confirmed": "plan.change", "dates.changed": "plan.change",
      "criteria.changed": "criteria.change", "criteria.confirmed": "criteria.change",
      "rollback-plan.changed": "rollback-plan.change", "rollback-plan.confirmed": "rollback-plan.change",
      "requirement.waived": "requirement.waive", "needs-work.dismissed": "needs-work.dismiss", "veto.lifted": "veto.lift",
      "stage.advanced": "stage.advance", "stage.skipped": "stage.skip", "stage.reopened": "stage.reopen",
      "exposure.increased": "exposure.increase", "exposure.lowered": "exposure.pause", "exposure.paused": "exposure.pause", "exposure.resumed": "exposure.resume",
      "hold.placed": "hold.place", "hold.lifted": "hold.lift",
      "freeze.set": "freeze.set", "freeze.ended": "freeze.set", "freeze.overridden": "freeze.override",
      "breach.overridden": "breach.override", "rollback.proposed": "rollback.propose", "rollback.joined": "rollback.propose",
      "rollback.authorised": "rollback.authorise", "rollback.step-reported": "rollback.execute", "rollback.declined": "rollback.decline",
      "rollback.cancelled": "rollback.cancel", "rollback.endorsed": "rollback.endorse", "drill.started": "drill.start",
      "component.registered": "component.register", "component.changed": "component.register", "component.live-named": "component.register",
      "component.paused": "component.pause", "component.resumed": "component.resume", "review.concluded": "review.conclude",
      "template.published": "template.publish", "template.confirmed": "template.publish",
      "escalation.changed": "escalation.change",
      "rights.changed": "rights.change", "rights.enforced": "rights.change", "release.tightened": "rights.change",
      "break-glass.reviewed": "break-glass.review"}'::jsonb ->> type
    END
  FROM (SELECT entry ->> 'type' AS type) t
$$;

-- What is derived of each numbered entry.
CREATE VIEW derived.facts AS
  SELECT s.seq, s.entry_id, e.type, e.at, e.actor_id, e.release_id,
    derived.decision_of(d.entry) AS decision, d.entry #>> '{by,role}' AS role, d.entry #>> '{by,rule}' AS rule,
    d.entry #>> '{subjects,gate}' AS gate, d.entry #>> '{subjects,stage}' AS stage,
    CASE WHEN jsonb_typeof(d.entry #> '{by,grant}') = 'array' THEN ARRAY(SELECT DISTINCT g FROM jsonb_array_elements_text(d.entry #> '{by,grant}') g) END AS grants
  FROM public.ledger_sequence s JOIN public.ledger_entries e ON e.id = s.entry_id
  CROSS JOIN LATERAL (SELECT derived.document(e.bytes) AS entry OFFSET 0) d;

-- `high` is the latest time up to an entry. It never falls, so a time finds a place in the log although transactions end in another order than they began.
CREATE TABLE derived.entries (
  seq bigint PRIMARY KEY,
  entry_id uuid NOT NULL,
  type text NOT NULL,
  at timestamptz(3) NOT NULL,
  high timestamptz(3) NOT NULL,
  actor_id uuid,
  release_id uuid,
  decision text,
  role text,
  rule text,
  gate text,
  stage text
);

-- The rows that gave somebody the right.
CREATE TABLE derived.grants (
  grant_id text NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (grant_id, seq)
);

-- A connection keeps the plan that it made while the log was short: it must not be one that reads the whole log for each entry.
CREATE FUNCTION derived.note_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
  WITH found AS MATERIALIZED (SELECT f.* FROM fresh n CROSS JOIN LATERAL (SELECT x.* FROM derived.facts x WHERE x.seq = n.seq OFFSET 0) f),
  before AS (SELECT max(high) AS high FROM (SELECT high FROM derived.entries ORDER BY seq DESC LIMIT 1) last),
  noted AS (
    INSERT INTO derived.entries
    SELECT f.seq, f.entry_id, f.type, f.at, GREATEST(b.high, max(f.at) OVER (ORDER BY f.seq)), f.actor_id, f.release_id, f.decision, f.role, f.rule, f.gate, f.stage
    FROM found f, before b)
  INSERT INTO derived.grants SELECT g, f.seq FROM found f, unnest(f.grants) g;
  RETURN NULL;
END $$;

INSERT INTO derived.entries
SELECT f.seq, f.entry_id, f.type, f.at, max(f.at) OVER (ORDER BY f.seq), f.actor_id, f.release_id, f.decision, f.role, f.rule, f.gate, f.stage FROM derived.facts f;
INSERT INTO derived.grants SELECT g, f.seq FROM derived.facts f, unnest(f.grants) g;

CREATE INDEX "entries_actor" ON derived.entries (actor_id, seq) WHERE actor_id IS NOT NULL;
CREATE INDEX "entries_release" ON derived.entries (release_id, seq) WHERE release_id IS NOT NULL;
CREATE INDEX "entries_type" ON derived.entries (type, seq);
CREATE INDEX "entries_decision" ON derived.entries (decision, seq) WHERE decision IS NOT NULL;
CREATE INDEX "entries_role" ON derived.entries (role, seq) WHERE role IS NOT NULL;
CREATE INDEX "entries_rule" ON derived.entries (rule, seq) WHERE rule IS NOT NULL;
CREATE INDEX "entries_at" ON derived.entries (at, seq);
CREATE INDEX "entries_high" ON derived.entries (high, seq);
-- Those that stand behind a later time: of a moment, the few that it falls in between.
CREATE INDEX "entries_late" ON derived.entries USING gist (tstzrange(at, high, '(]')) WHERE at < high;

CREATE TRIGGER note_entries AFTER INSERT ON ledger_sequence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION derived.note_entries();

GRANT USAGE ON SCHEMA derived TO countersign_app;
GRANT SELECT ON derived.entries, derived.grants TO countersign_app;
