-- Escalation tells by e-mail and chat as well; the inbox always has it.
ALTER TABLE rollback_tellings DROP CONSTRAINT rollback_tellings_channel_check,
  ADD CONSTRAINT rollback_tellings_channel_check CHECK (channel IN ('inbox', 'email', 'slack'));
