const usualDays = 400;
const dayMs = 86_400_000;

/** How long samples are kept, in ms; the setting is checked when a process starts. */
export function samplesKeptMs(): number {
  const days = Number(process.env["COUNTERSIGN_SAMPLES_KEPT_DAYS"] ?? "");
  return (Number.isSafeInteger(days) && days > 0 ? days : usualDays) * dayMs;
}
