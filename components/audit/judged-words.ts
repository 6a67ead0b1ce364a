import { verdictSayings } from "@/components/criteria/verdict-words";
import type { EntryView } from "@/lib/audit/schemas";
import { type Verdict, verdicts } from "@/lib/metrics/model";
import type { EntryWords } from "./entry-words";

const said: readonly string[] = verdicts;
const isVerdict = (value: unknown): value is Verdict => typeof value === "string" && said.includes(value);

/** How a criterion came to be judged: the last of what the entry holds, or that it went on as it was. */
export function judgedWords({ payload, subjects }: EntryView): EntryWords {
  const { changes, steps, cohort } = payload;
  const last: unknown = Array.isArray(changes) ? changes.at(-1) : undefined;
  const verdict: unknown =
    typeof last === "object" && last !== null ? Reflect.get(last, "verdict") : undefined;
  const about = `${subjects["criterion"] ?? ""}${cohort === "baseline" ? " (baseline)" : ""}${typeof subjects["drill"] === "string" ? " (drill)" : ""}`;
  const place = { about, path: "/criteria" };
  if (isVerdict(verdict)) {
    const { word, tone, shape } = verdictSayings[verdict];
    return { what: `judged a criterion: ${word.toLowerCase()}`, tone, shape, ...place };
  }
  if (verdict === null)
    return { what: "began to judge a criterion anew", tone: "work", shape: "ring", ...place };
  const count = typeof steps === "object" && steps !== null ? Number(Reflect.get(steps, "count")) : 0;
  return { what: `entered ${count} evaluations of a criterion`, tone: "idle", shape: "ring", ...place };
}
