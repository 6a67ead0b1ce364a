-- CreateTable
CREATE TABLE "bundle_provenance" (
    "id" UUID NOT NULL,
    "order" BIGSERIAL NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" UUID,
    "machine_id" UUID,
    "document" TEXT NOT NULL,
    "document_digest" TEXT NOT NULL,
    "builder" TEXT NOT NULL,
    "build_type" TEXT NOT NULL,
    "subjects" TEXT[],
    "other_subjects" INTEGER NOT NULL,
    "signature" TEXT NOT NULL,
    "key_id" TEXT,
    "key_name" TEXT,
    "public_key" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bundle_provenance_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bundle_provenance_order_key" ON "bundle_provenance"("order");

-- CreateIndex
CREATE INDEX "bundle_provenance_digest_idx" ON "bundle_provenance"("digest");

-- AddForeignKey
ALTER TABLE "bundle_provenance" ADD CONSTRAINT "bundle_provenance_digest_fkey" FOREIGN KEY ("digest") REFERENCES "bundles"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE bundle_provenance
  ADD FOREIGN KEY (person_id) REFERENCES people (id),
  ADD FOREIGN KEY (machine_id) REFERENCES machines (id),
  ADD CONSTRAINT bundle_provenance_actor_check CHECK (num_nonnulls(person_id, machine_id) = 1),
  ADD CONSTRAINT bundle_provenance_document_check CHECK (document_digest = 'sha256:' || encode(sha256(convert_to(document, 'UTF8')), 'hex')),
  ADD CONSTRAINT bundle_provenance_signature_check CHECK (signature IN ('trusted', 'given', 'unchecked', 'unsigned')),
  ADD CONSTRAINT bundle_provenance_key_check CHECK ((signature IN ('trusted', 'given')) = (key_id IS NOT NULL) AND (key_id IS NULL) = (public_key IS NULL)
    AND (signature = 'trusted') = (key_name IS NOT NULL)),
  ADD CONSTRAINT bundle_provenance_subjects_check CHECK (cardinality(subjects) > 0);
-- The same document once for each key that verifies it.
CREATE UNIQUE INDEX bundle_provenance_once ON bundle_provenance (digest, document_digest, COALESCE(key_id, ''));

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON bundle_provenance FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON bundle_provenance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON bundle_provenance TO countersign_app;
GRANT USAGE ON SEQUENCE bundle_provenance_order_seq TO countersign_app;
