-- CreateTable
CREATE TABLE "criterion_changes" (
    "track_id" UUID NOT NULL,
    "at" BIGINT NOT NULL,
    "verdict" TEXT NOT NULL,

    CONSTRAINT "criterion_changes_pkey" PRIMARY KEY ("track_id","at")
);

-- AddForeignKey
ALTER TABLE "criterion_changes" ADD CONSTRAINT "criterion_changes_track_id_fkey" FOREIGN KEY ("track_id") REFERENCES "criterion_tracks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE INDEX criterion_tracks_release ON criterion_tracks (release_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON criterion_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON criterion_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON criterion_changes TO countersign_app;
