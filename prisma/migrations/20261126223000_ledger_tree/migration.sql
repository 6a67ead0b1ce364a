-- The Merkle tree over the log: every complete subtree, the leaves at level 0. A node is written once, when its last leaf is there.
CREATE TABLE "ledger_nodes" (
    "level" SMALLINT NOT NULL,
    "index" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_nodes_pkey" PRIMARY KEY ("level", "index")
);

-- What was signed: the tree's size and root, as a signed note.
CREATE TABLE "ledger_checkpoints" (
    "size" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "root" BYTEA NOT NULL,
    "note" TEXT NOT NULL,

    CONSTRAINT "ledger_checkpoints_pkey" PRIMARY KEY ("size", "key_id")
);

-- The keys that sign checkpoints, in the order of their use; the note introduces each, signed by the one before where that was at hand.
CREATE TABLE "ledger_keys" (
    "order" BIGSERIAL NOT NULL,
    "key_id" TEXT NOT NULL,
    "vkey" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_keys_pkey" PRIMARY KEY ("order")
);
CREATE UNIQUE INDEX "ledger_keys_vkey_key" ON "ledger_keys"("vkey");

-- Why a checkpoint was refused: the log did not go on from what had been signed.
CREATE TABLE "ledger_refusals" (
    "size" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_refusals_pkey" PRIMARY KEY ("size", "reason")
);

ALTER TABLE "ledger_nodes" ADD CONSTRAINT "ledger_nodes_place_check" CHECK (level BETWEEN 0 AND 62 AND index >= 0),
  ADD CONSTRAINT "ledger_nodes_hash_check" CHECK (octet_length(hash) = 32);
ALTER TABLE "ledger_checkpoints" ADD CONSTRAINT "ledger_checkpoints_size_check" CHECK (size > 0),
  ADD CONSTRAINT "ledger_checkpoints_root_check" CHECK (octet_length(root) = 32);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_nodes', 'ledger_checkpoints', 'ledger_keys', 'ledger_refusals'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON ledger_nodes, ledger_checkpoints, ledger_keys, ledger_refusals TO countersign_app;
GRANT USAGE ON SEQUENCE "ledger_keys_order_seq" TO countersign_app;
