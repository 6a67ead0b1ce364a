-- CreateIndex
CREATE INDEX "role_assignments_role_key_idx" ON "role_assignments"("role_key");

-- CreateIndex
CREATE INDEX "role_assignments_team_id_idx" ON "role_assignments"("team_id");

-- CreateIndex
CREATE INDEX "role_assignments_rota_id_idx" ON "role_assignments"("rota_id");

-- CreateIndex
CREATE INDEX "pool_entries_person_id_idx" ON "pool_entries"("person_id");

-- CreateIndex
CREATE INDEX "pool_entries_team_id_idx" ON "pool_entries"("team_id");

-- CreateIndex
CREATE INDEX "break_glass_uses_decision_idx" ON "break_glass_uses"("decision");
