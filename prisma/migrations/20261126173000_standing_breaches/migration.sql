-- What the worker looks for each half second, however many tracks there were.
CREATE INDEX criterion_tracks_standing ON criterion_tracks (release_id) WHERE next_at IS NOT NULL AND verdict IN ('breach', 'withheld');
CREATE INDEX breach_episodes_standing ON breach_episodes (release_id) WHERE closed_at IS NULL;
