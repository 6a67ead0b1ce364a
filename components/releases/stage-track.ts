import type { TrackStep } from "@/components/ui/track";
import { gateSayings, type Saying } from "@/components/gates/status";
import type { GateStatus } from "@/lib/gates/state-model";

interface StageLike {
  key: string;
  title: string;
  status: "passed" | "skipped" | "current" | "upcoming";
  gates: readonly { status: string; drift: string | null }[];
  left?: { glass: string | null } | null;
}

const order: readonly GateStatus[] = ["blocked", "stale", "needs-work", "open", "ready"];

/** Stages as steps of a track: the current one says what its gates are, a passed one that drifted says so. */
export function trackOf(
  stages: readonly StageLike[],
  { href, isActive = true }: { href?: (key: string) => string; isActive?: boolean } = {},
): TrackStep[] {
  return stages.map((stage) => {
    const saying = sayingOf(stage, isActive);
    return {
      key: stage.key,
      title: stage.title,
      ...saying,
      current: stage.status === "current",
      done: stage.status === "passed" || stage.status === "skipped",
      ...(href !== undefined && { href: href(stage.key) }),
    };
  });
}

const passed: Saying = { word: "passed", tone: "good", shape: "check-stamp" };

function sayingOf(stage: StageLike, isActive: boolean): Saying {
  switch (stage.status) {
    case "passed":
      // What ended was judged as it was then: nothing ages any more.
      if ((stage.left?.glass ?? null) !== null)
        return { word: "passed by break-glass", tone: "stop", shape: "check-stamp" };
      if (!isActive) return passed;
      if (stage.gates.some(({ drift }) => drift === "subject-changed"))
        return { word: "passed, content changed since", tone: "aged", shape: "half" };
      if (stage.gates.some(({ drift }) => drift === "evidence-aged"))
        return { word: "passed, evidence aged", tone: "aged", shape: "half" };
      return passed;
    case "skipped":
      return { word: "skipped", tone: "idle", shape: "skip" };
    case "upcoming":
      return { word: "upcoming", tone: "idle", shape: "dots" };
    case "current":
      return isActive ? currentSaying(stage.gates) : { word: "where it ended", tone: "idle", shape: "ring" };
  }
}

function currentSaying(gates: StageLike["gates"]): Saying {
  if (gates.length === 0) return { word: "no gates", tone: "go", shape: "play" };
  const worst = order.find((status) => gates.some((gate) => gate.status === status)) ?? "ready";
  const done = gates.filter(
    ({ status }) => status === "ready" || status === "passed" || status === "skipped",
  ).length;
  const saying = gateSayings[worst];
  const word =
    worst === "ready"
      ? "ready to advance"
      : `${saying.word.toLowerCase()} · ${done} of ${gates.length} gates ready`;
  return { ...saying, word };
}
