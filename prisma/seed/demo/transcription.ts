import { liftVeto } from "@/lib/gates/lift-veto";
import { advanceStage } from "@/lib/releases/advance-stage";
import { placeHold } from "@/lib/releases/place-hold";
import { begin, propose } from "./begin";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { liveFiles } from "./live";
import { onCallRota, onShift } from "./operations-rota";
import { evaluationGates, settle } from "./settle";

const release = "transcription-5";
const component = "transcription";

/** Security vetoes weights of unknown origin, lifts the veto once its condition is met; in the canary on-call places a hold. */
export async function* transcription(cast: Cast, end: Date): Story {
  await begin(cast, {
    slug: release,
    title: "Call transcription 5, with streaming",
    champion: "jonas",
    component,
    team: "speech",
    onCall: onCallRota,
    targetDate: cast.day(17),
    objective: {
      problem:
        "Agents read the transcript 40 seconds after the caller spoke, too late to help during the call.",
      successMetrics: ["First words on screen within 2 seconds", "Word error rate not above 11.8 %"],
      acceptableRisk: "Up to 0.3 points more word errors on calls with heavy background noise.",
    },
    plan: {
      "user-impact": "Agents see words appear while the caller speaks, and may see them corrected once.",
      performance: "First words within 2 s at the 95th percentile, for 300 calls at once.",
      risk: [
        {
          risk: "Early words are wrong and an agent acts on them",
          likelihood: "medium",
          impact: "A caller gets a wrong answer",
          mitigation: "Words under 0.6 certainty are shown in grey until they are settled",
          residual: "low",
        },
      ],
      "impact-analysis": {
        text: "Same recordings, same purpose. Nothing is kept that was not kept before.",
        substantialModification: { answer: "no", reason: "Same purpose and data; earlier output." },
      },
      rollout: "5 % of calls in the evening, then 25 % for two days.",
    },
  });
  yield 6;
  const files = { ...liveFiles[component], code: ["decoder", "5.0"] } satisfies Record<
    string,
    [string, string]
  >;
  await propose(cast, {
    release,
    component,
    version: "5.0.0-rc1",
    files: { ...files, "model-weights": ["conformer-streaming.pt", "5-rc1"] },
    author: "priya",
    commit: "a41f7d0",
  });
  yield 5;
  const on = (gate: string, requirement: string) => ({ release, gate, requirement });
  const veto = await cast.vote(
    "viktor",
    "security",
    on("security", "artifacts-reviewed"),
    "reject",
    "The encoder comes as a pickle from a hub account that nobody here controls: loading it runs whatever it holds.",
    "Weights in a format that runs nothing, made from a source whose hash its publisher signs.",
  );
  yield 26;
  const digest = await propose(cast, {
    release,
    component,
    version: "5.0.0-rc2",
    files: { ...files, "model-weights": ["conformer-streaming.safetensors", "5-rc2"] },
    author: "priya",
    commit: "c9920be",
  });
  yield 8;
  await cast.by("viktor", liftVeto, {
    release,
    gate: "security",
    vote: veto.id,
    reason:
      "Converted to safetensors on our own machine; the publisher's hash matches and the scan is clean.",
  });
  yield* settle(cast, {
    release,
    gates: evaluationGates,
    bundle: digest,
    results: {
      "data-schema": "Same 16 kHz frames in; partial words are a new, optional output",
      evaluation: "Word error rate 11.4 % against 11.6 %; noisy calls 17.9 % against 17.7 %",
      latency: "First words after 1.4 s at p95, against 38 s",
      fairness: "Largest loss for an accent: 0.2 points (Scottish, 4,100 calls)",
    },
    remarks: {
      "report-reviewed": "Read 20 of the worst calls: music on hold is the new kind of error, and harmless.",
    },
  });
  await cast.by("jonas", advanceStage, { release, stage: "evaluate", reason: "Veto lifted, all signed." });
  yield 20;
  await cast.vote("amir", "support", on("support-readiness", "support-briefed"));
  yield 9;
  await cast.by(onShift(end, cast.now()), placeHold, {
    release,
    reason:
      "Incident of the audio gateway: nobody can tell its gaps from the candidate's. Looking again when it is over.",
  });
}
