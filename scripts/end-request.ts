const pollMs = 250;

/** Resolves when this process is asked to end: by a signal, or because the npm that started it was killed. */
export function endRequest(): Promise<void> {
  return new Promise((done) => {
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => done());
    if (process.env["npm_lifecycle_event"] === undefined) return;
    // A killed npm cannot pass the signal on, and a demo that nobody can stop would hold its data folder.
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && done(), pollMs).unref();
  });
}
