-- CreateIndex
CREATE INDEX "AuditEntry_action_number_idx" ON "AuditEntry"("action", "number");
