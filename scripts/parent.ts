/**
 * Runs `end` once and then exits: on SIGTERM, on Ctrl-C when there is no supervisor to say so, and when the
 * supervisor is gone, even if it was killed and could say nothing.
 */
export function endWithParent(end: () => Promise<void>): void {
  let ending = false;
  const finish = () => {
    if (ending) return;
    ending = true;
    void end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", finish);
  process.on("disconnect", finish);
  process.on("SIGINT", () => {
    // The terminal sends Ctrl-C to every process; a supervisor ends its children in order.
    if (!process.connected) finish();
  });
}
