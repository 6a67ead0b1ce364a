-- CreateTable
CREATE TABLE "component_datasets" (
    "id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "component_datasets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observed_uses" (
    "component_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "observed_uses_pkey" PRIMARY KEY ("component_id","kind","namespace","name")
);

-- CreateIndex
CREATE INDEX "component_datasets_component_id_idx" ON "component_datasets"("component_id");

-- AddForeignKey
ALTER TABLE "component_datasets" ADD CONSTRAINT "component_datasets_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observed_uses" ADD CONSTRAINT "observed_uses_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "components"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE component_datasets
  ADD CONSTRAINT component_datasets_range CHECK (valid_to >= valid_from),
  ADD CONSTRAINT component_datasets_named CHECK (namespace <> '' AND name <> '');
-- A dataset is of one component at a time.
CREATE UNIQUE INDEX component_datasets_open ON component_datasets (namespace, name) WHERE valid_to IS NULL;
CREATE TRIGGER only_closing BEFORE UPDATE OR DELETE ON component_datasets FOR EACH ROW EXECUTE FUNCTION only_closing();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON component_datasets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE observed_uses
  ADD CONSTRAINT observed_uses_kind CHECK (kind IN ('component', 'input', 'output')),
  ADD CONSTRAINT observed_uses_namespace CHECK ((kind = 'component') = (namespace = '')),
  ADD CONSTRAINT observed_uses_seen CHECK (last_seen_at >= first_seen_at);
CREATE INDEX observed_uses_name_idx ON observed_uses (name, namespace);

-- What was seen stays seen; it can only be seen again, later.
CREATE FUNCTION only_seen_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR to_jsonb(OLD) - 'last_seen_at' IS DISTINCT FROM to_jsonb(NEW) - 'last_seen_at' OR NEW.last_seen_at < OLD.last_seen_at THEN
    RAISE EXCEPTION '% keeps what was seen: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_seen_again BEFORE UPDATE OR DELETE ON observed_uses FOR EACH ROW EXECUTE FUNCTION only_seen_again();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON observed_uses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON component_datasets, observed_uses TO countersign_app;
GRANT UPDATE (valid_to) ON component_datasets TO countersign_app;
GRANT UPDATE (last_seen_at) ON observed_uses TO countersign_app;

SELECT past.ranged('component_datasets');
