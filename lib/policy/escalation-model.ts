import type { Severity } from "./model";

/** By what a level tells beside the inbox, which always has it. */
export const channels = ["inbox", "email", "slack"] as const;
export type Channel = (typeof channels)[number];

/** Words for people who are known only once it is asked: who can do what is awaited; who holds a role on the release. */
export const whomWords = ["deciders", "everyone"] as const;
export type WhomWord = (typeof whomWords)[number];

/** Whom a level tells. A role is held on the release; a rota is whoever is on shift at that moment. */
export type Whom = WhomWord | { role: string } | { rota: string } | { team: string } | { person: string };

export interface EscalationLevel {
  whom: Whom[];
  channel: Channel;
  /** After the level before it, or after the wait began: a duration, or a share of the time to decide such as `50%`. */
  after: string;
  /** Absent: told once. `times` absent: until the next level, or until it is over. */
  repeat?: { every: string; times?: number | undefined } | undefined;
}

/** The organisation's policy; a severity that has none of its own is escalated by the general one. */
export interface EscalationPolicy {
  levels: EscalationLevel[];
  severities?: Partial<Record<Severity, EscalationLevel[] | undefined>> | undefined;
}

/** What holds where the organisation has published none. */
export const shippedPolicy: EscalationPolicy = {
  levels: [
    { whom: ["deciders"], channel: "inbox", after: "50%" },
    {
      whom: ["deciders", { role: "release-champion" }, { role: "technical-lead" }],
      channel: "inbox",
      after: "50%",
    },
    { whom: ["deciders", "everyone"], channel: "inbox", after: "50%", repeat: { every: "50%" } },
  ],
};

export function levelsFor(policy: EscalationPolicy, severity: Severity): EscalationLevel[] {
  return policy.severities?.[severity] ?? policy.levels;
}

/** The same text for the same people. */
export function whomKey(whom: Whom): string {
  if (typeof whom === "string") return whom;
  const [kind, name] = Object.entries(whom)[0] ?? ["", ""];
  return `${kind}:${kind === "person" ? name.toLowerCase() : name}`;
}

const sharePattern = /^(0|[1-9]\d{0,2})%$/;

/** Percent of a share such as `50%`; null where the text is none. */
export function findShare(text: string): number | null {
  const match = sharePattern.exec(text);
  return match === null ? null : Number(match[1]);
}
