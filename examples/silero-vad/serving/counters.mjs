// What is counted while clips are heard, and how Prometheus reads it.

/** Upper bounds in seconds; a frame lasts 0.032. */
export const bounds = [0.0002, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128];

const cohorts = ["canary", "baseline"];

const empty = () => ({
  expected: 0,
  heard: 0,
  callers: new Set(),
  callersCounted: 0,
  buckets: bounds.map(() => 0),
  frames: 0,
  seconds: 0,
});

export function createCounters() {
  const counts = Object.fromEntries(cohorts.map((cohort) => [cohort, empty()]));
  return {
    /**
     * @param {"canary" | "baseline"} cohort
     * @param {{caller: string, expected: number, heard: number, frameSeconds: number[]}} clip
     */
    add(cohort, { caller, expected, heard, frameSeconds }) {
      const count = counts[cohort];
      count.expected += expected;
      count.heard += heard;
      if (!count.callers.has(caller)) {
        count.callers.add(caller);
        count.callersCounted += 1;
      }
      for (const seconds of frameSeconds) {
        count.frames += 1;
        count.seconds += seconds;
        for (const [i, bound] of bounds.entries()) if (seconds <= bound) count.buckets[i] += 1;
      }
    },

    /** The exposure has changed: callers are counted as exposed anew. */
    forgetCallers() {
      for (const cohort of cohorts) counts[cohort].callers.clear();
    },

    /** Prometheus' text format. */
    text: () => textOf(counts),
  };
}

function textOf(counts) {
  const family = (name, type, help, lines) =>
    [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join("\n");
  const counter = (name, help, field) =>
    family(
      name,
      "counter",
      help,
      cohorts.map((cohort) => `${name}{cohort="${cohort}"} ${counts[cohort][field]}`),
    );
  const histogram = cohorts.flatMap((cohort) => {
    const { buckets, frames, seconds } = counts[cohort];
    return [
      ...bounds.map(
        (le, i) => `vad_frame_seconds_bucket{cohort="${cohort}",le="${le}"} ${buckets[i]}`,
      ),
      `vad_frame_seconds_bucket{cohort="${cohort}",le="+Inf"} ${frames}`,
      `vad_frame_seconds_sum{cohort="${cohort}"} ${seconds}`,
      `vad_frame_seconds_count{cohort="${cohort}"} ${frames}`,
    ];
  });
  return `${[
    counter(
      "vad_speech_frames_expected_total",
      "Frames of labelled clips in which speech stands.",
      "expected",
    ),
    counter("vad_speech_frames_heard_total", "Those of them that were taken for speech.", "heard"),
    counter("vad_callers_total", "Callers exposed, each once for each exposure.", "callersCounted"),
    family("vad_frame_seconds", "histogram", "Time for one frame.", histogram),
  ].join("\n")}\n`;
}
