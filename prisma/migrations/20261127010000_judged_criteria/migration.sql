-- What the ledger has of a track's evaluations: up to which first evaluation and which receipt of what was amended, and since which change.
-- AlterTable
ALTER TABLE "criterion_tracks" ADD COLUMN     "entered_at" TIMESTAMPTZ(3),
ADD COLUMN     "entered_since" BIGINT,
ADD COLUMN     "entered_to" BIGINT,
ADD COLUMN     "entered_watermark" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "entered_change" BIGINT;

-- Tracks that stand otherwise than the ledger says, and those with evaluations that it does not have.
CREATE INDEX criterion_tracks_changed ON criterion_tracks (id) WHERE since IS DISTINCT FROM entered_since;
CREATE INDEX criterion_tracks_unentered ON criterion_tracks (entered_at) WHERE last_at IS DISTINCT FROM entered_to;
-- What late samples amended, by when it was.
CREATE INDEX criterion_verdicts_amended ON criterion_verdicts (track_id, watermark) WHERE revision > 0;

SELECT past.show('criterion_tracks', 't.recorded_at <= past.moment()', jsonb_build_object(
  'last_at', $$(SELECT max(v.at) FROM past.criterion_verdicts v WHERE v.track_id = t.id AND v.revision = 0 AND v.at <= (extract(epoch FROM past.moment()) * 1000)::bigint)$$,
  'verdict', '(SELECT c.verdict FROM past.criterion_changes c WHERE c.track_id = t.id ORDER BY c.at DESC LIMIT 1)',
  'since', '(SELECT CASE WHEN c.verdict IS NOT NULL THEN c.at END FROM past.criterion_changes c WHERE c.track_id = t.id ORDER BY c.at DESC LIMIT 1)',
  -- Whether it is evaluated at all is all that is read of it: while its release is in flight.
  'next_at', $$(SELECT t.started_at FROM past.release_versions v WHERE v.release_id = t.release_id AND v.valid_to IS NULL AND v.state = 'active')$$,
  'due_at', 'NULL', 'reset_at', 'NULL', 'state', 'NULL', 'watermark', 'NULL'));
