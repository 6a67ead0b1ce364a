import type { Verdict } from "@/lib/metrics/model";
import type { Criterion } from "@/lib/metrics/schemas";
import type { Severity } from "@/lib/policy/model";

/** An episode that is open; times in epoch ms. */
export interface OpenEpisode {
  kind: "breach" | "withheld";
  blames: "candidate" | "baseline";
  /** Of a declined rollback: when it is proposed again; null: none was declined. */
  until: number | null;
  /** What became of the rollback that it proposed or joined; null: there is none. */
  rollback: "open" | "declined" | "cancelled" | null;
}

/** How a criterion stands for what is exposed, and what it has led to. */
export interface EpisodeFacts {
  severity: Criterion["severity"];
  shadow: boolean;
  /** null: nothing was evaluated since it began. */
  verdict: Verdict | null;
  /** The last evaluation is of now. */
  isFresh: boolean;
  episode: OpenEpisode | null;
  /** A plan is agreed, and something is exposed: there is something to go back from, and a way. */
  canGoBack: boolean;
}

export type EpisodeAct = { act: "open"; kind: OpenEpisode["kind"] } | { act: "recover" } | { act: "propose" };

/**
 * What follows from how a criterion stands, or null. One breach is one episode: it stays open, whatever the criterion says later, until
 * it is overridden or its rollback endorsed; of what was withheld it ends with the data. A declined proposal is made again once its time is
 * over; a cancelled one is a person's decision, and is not. A breach counts whenever it was found; that data were missing, only of now.
 * @param now epoch ms
 */
export function episodeAct(facts: EpisodeFacts, now: number): EpisodeAct | null {
  const { severity, shadow, verdict, isFresh, episode, canGoBack } = facts;
  if (episode === null) {
    if (shadow) return null;
    if (verdict === "breach") return { act: "open", kind: "breach" };
    return verdict === "withheld" && isFresh && severity !== "warn"
      ? { act: "open", kind: "withheld" }
      : null;
  }
  if (episode.kind === "withheld") return verdict === "withheld" ? null : { act: "recover" };
  if (severity !== "rollback" || shadow || episode.blames === "baseline" || !canGoBack) return null;
  const isDeclined = episode.rollback === "declined" && (episode.until ?? 0) <= now;
  return episode.rollback === null || isDeclined ? { act: "propose" } : null;
}

/** What an episode brings about when it opens. */
export function consequenceOf({
  kind,
  severity,
  blames,
}: {
  kind: OpenEpisode["kind"];
  severity: Criterion["severity"];
  blames: OpenEpisode["blames"];
}): "rollback" | "hold" | "notice" {
  if (severity === "warn") return "notice";
  // What the baseline does as well is not the candidate's doing, and going back to it would mend nothing.
  if (kind === "withheld" || severity === "hold" || blames === "baseline") return "hold";
  return "rollback";
}

/** By which severity a criterion proposes: the one that it names, or a degradation that users notice. */
export function severityOf({ then }: Pick<Criterion, "then">): Severity {
  return then?.severity ?? "sev2";
}
