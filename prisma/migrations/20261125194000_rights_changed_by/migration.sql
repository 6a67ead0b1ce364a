-- Who put a table of decision rights; a page names them without reading the ledger through.
ALTER TABLE "rights_versions" ADD COLUMN "changed_by" UUID;
ALTER TABLE "rights_versions" ADD FOREIGN KEY (changed_by) REFERENCES people (id);
