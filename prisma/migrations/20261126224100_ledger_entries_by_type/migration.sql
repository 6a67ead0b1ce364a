-- An export looks for the entry that made a grant or published a policy by its type and time.
CREATE INDEX "ledger_entries_type_at_idx" ON "ledger_entries"("type", "at");
