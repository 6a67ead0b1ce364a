-- CreateTable
CREATE TABLE "hand_over_acknowledgements" (
    "id" UUID NOT NULL,
    "rota_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "shift_from" TIMESTAMPTZ(3) NOT NULL,
    "shift_to" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hand_over_acknowledgements_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "hand_over_acknowledgements_rota_id_person_id_shift_from_key" ON "hand_over_acknowledgements"("rota_id", "person_id", "shift_from");

-- AddForeignKey
ALTER TABLE "hand_over_acknowledgements" ADD CONSTRAINT "hand_over_acknowledgements_rota_id_fkey" FOREIGN KEY ("rota_id") REFERENCES "rotas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE hand_over_acknowledgements ADD FOREIGN KEY (person_id) REFERENCES people (id), ADD CHECK (shift_to > shift_from);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON hand_over_acknowledgements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON hand_over_acknowledgements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON hand_over_acknowledgements TO countersign_app;

SELECT past.appended('hand_over_acknowledgements', 'at');
