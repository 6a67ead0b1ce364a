import type { Party } from "@/lib/policy/model";
import type { TurnedStale } from "./candidate-consequences";

/** What another candidate would do to what is signed, with gates, requirements and people as pages name them. */
export interface NamedConsequences {
  stale: NamedStale[];
  revived: NamedStale[];
  drifted: string[];
}

export interface NamedStale {
  gate: string;
  requirement: string;
  kind: TurnedStale["kind"];
  people: Party[];
}
