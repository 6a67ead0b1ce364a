import type { Saying } from "@/components/gates/status";
import { checkSayings, partWords, roleWords, voteWords } from "@/components/gates/status";
import { executorWords } from "@/components/rollbacks/rollback-words";
import type { VoteKind } from "@/lib/gates/model";
import type { EntryView } from "@/lib/audit/schemas";
import type { EntryTitles } from "@/lib/audit/titles-model";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import type { ExecutorType } from "@/lib/rollbacks/model";
import { judgedWords } from "./judged-words";
import { organisationWords } from "./organisation-words";

export type { EntryTitles } from "@/lib/audit/titles-model";

/** An entry of the ledger as a reader takes it in: what happened, to what, shape and colour. */
export interface EntryWords extends Omit<Saying, "word"> {
  what: string;
  /** Gate, requirement, stage or component. */
  about: string | null;
  /** Where it stands, below the release's address; from the root where it is about no release, or in a rollback's room. */
  path: string | null;
}

const plain: Record<string, Pick<EntryWords, "what" | "tone" | "shape">> = {
  "release.created": { what: "created the release", tone: "idle", shape: "ring" },
  "release.started": { what: "started the release", tone: "accent", shape: "play" },
  "release.completed": { what: "completed the release", tone: "good", shape: "check-stamp" },
  "release.cancelled": { what: "cancelled the release", tone: "idle", shape: "skip" },
  "release.rolled-back": { what: "ended the release as rolled back", tone: "stop", shape: "back" },
  "release.migrated": { what: "moved the release to other policies", tone: "work", shape: "ring" },
  "release.tightened": {
    what: "had the organisation's tighter rights hold for the running release",
    tone: "work",
    shape: "ring",
  },
  "stage.advanced": { what: "advanced the stage", tone: "good", shape: "check-stamp" },
  "stage.skipped": { what: "skipped the stage", tone: "work", shape: "skip" },
  "stage.reopened": { what: "reopened the stage", tone: "work", shape: "back" },
  "hold.placed": { what: "placed a hold", tone: "aged", shape: "pause" },
  "hold.lifted": { what: "lifted the hold", tone: "go", shape: "play" },
  "rollback.attempt-claimed": { what: "began a step of the rollback", tone: "work", shape: "play" },
  "rollback.attempt-ended": { what: "ended a step of the rollback", tone: "work", shape: "check-disc" },
  "rollback.step-verified": { what: "verified a step of the rollback", tone: "good", shape: "check-disc" },
  "exposure.increased": { what: "increased the exposure", tone: "accent", shape: "play" },
  "exposure.confirmed": { what: "confirmed the exposure", tone: "good", shape: "check-disc" },
  "exposure.lowered": { what: "lowered the exposure", tone: "work", shape: "back" },
  "exposure.paused": { what: "paused the exposure", tone: "aged", shape: "pause" },
  "exposure.resumed": { what: "resumed the exposure", tone: "go", shape: "play" },
  "exposure.attempt-begun": { what: "had the exposure set by its executor", tone: "accent", shape: "play" },
  "exposure.attempt-claimed": { what: "began to set the exposure", tone: "work", shape: "play" },
  "exposure.attempt-timed-out": {
    what: "heard nothing in time of setting the exposure",
    tone: "stop",
    shape: "triangle",
  },
  "exposure.attempt-withdrawn": { what: "withdrew setting the exposure", tone: "idle", shape: "skip" },
  "breach.opened": { what: "found a breach", tone: "stop", shape: "triangle" },
  "breach.recovered": { what: "has data again", tone: "good", shape: "check-disc" },
  "breach.overridden": { what: "overrode a breach", tone: "work", shape: "play" },
  "rollback.proposed": { what: "proposed a rollback", tone: "stop", shape: "back" },
  "rollback.joined": { what: "joined the rollback under way", tone: "stop", shape: "back" },
  "rollback.authorised": { what: "authorised the rollback", tone: "stop", shape: "play" },
  "rollback.declined": { what: "declined the rollback", tone: "work", shape: "skip" },
  "rollback.cancelled": { what: "cancelled the rollback", tone: "idle", shape: "skip" },
  "rollback.endorsed": { what: "endorsed the rollback", tone: "good", shape: "check-stamp" },
  "rollback.started": { what: "began to execute the rollback", tone: "accent", shape: "play" },
  "rollback.executed": { what: "executed all steps of the rollback", tone: "good", shape: "check-disc" },
  "rollback.stable": { what: "found it stable after the rollback", tone: "good", shape: "check-disc" },
  "rollback.failed": { what: "found the rollback to have failed", tone: "stop", shape: "triangle" },
  "rollback.escalated": { what: "escalated the rollback", tone: "aged", shape: "triangle" },
  "rollback.acknowledged": { what: "kept the escalation silent", tone: "idle", shape: "pause" },
  "rollback.step-begun": { what: "began a step of the rollback", tone: "accent", shape: "play" },
  "rollback.step-carried-out": { what: "saw a step carried out", tone: "idle", shape: "ring" },
  "rollback.step-reported": { what: "reported on a step of the rollback", tone: "idle", shape: "ring" },
  "rollback.step-done": { what: "found a step of the rollback done", tone: "good", shape: "check-disc" },
  "rollback.step-failed": { what: "found a step of the rollback failed", tone: "stop", shape: "triangle" },
  "rollback.attempt-timed-out": {
    what: "heard nothing of a step in its time",
    tone: "stop",
    shape: "triangle",
  },
  "share-link.made": { what: "made a share link", tone: "idle", shape: "ring" },
  "share-link.revoked": { what: "revoked a share link", tone: "idle", shape: "back" },
  "rollback.update-posted": { what: "posted an update", tone: "idle", shape: "ring" },
  "rollback-target.asked": { what: "asked to have the way back fetched", tone: "idle", shape: "ring" },
  "rollback-target.checked": {
    what: "looked whether the way back can be fetched",
    tone: "idle",
    shape: "ring",
  },
  "rollback-target.claimed": { what: "began to fetch the way back", tone: "idle", shape: "play" },
  "drill.started": { what: "started a drill", tone: "accent", shape: "play" },
  "drill.ended": { what: "ended a drill", tone: "idle", shape: "ring" },
  "freeze.overridden": { what: "let it pass a freeze window", tone: "work", shape: "play" },
  "veto.lifted": { what: "lifted a veto", tone: "go", shape: "play" },
  "concern.raised": { what: "raised a concern", tone: "work", shape: "triangle" },
  "concern.answered": { what: "answered a concern", tone: "good", shape: "check-disc" },
  "concern.taken-back": { what: "took a concern back", tone: "idle", shape: "back" },
  "obligation.imposed": { what: "set an obligation", tone: "work", shape: "triangle" },
  "obligation.met": { what: "met an obligation", tone: "good", shape: "check-disc" },
  "obligation.dropped": { what: "dropped an obligation", tone: "idle", shape: "back" },
  "break-glass.used": { what: "broke the glass", tone: "stop", shape: "triangle" },
  "break-glass.reviewed": { what: "reviewed a broken glass", tone: "good", shape: "check-disc" },
  "needs-work.dismissed": { what: "dismissed a request for work", tone: "go", shape: "play" },
  "requirement.acknowledged": { what: "acknowledged", tone: "good", shape: "check-disc" },
  "requirement.waived": { what: "waived", tone: "spared", shape: "diamond" },
  "review.scheduled": { what: "called a readiness review", tone: "idle", shape: "ring" },
  "review.moved": { what: "moved a readiness review", tone: "idle", shape: "ring" },
  "review.cancelled": { what: "cancelled a readiness review", tone: "idle", shape: "skip" },
  "review.series-ended": { what: "ended a series of readiness reviews", tone: "idle", shape: "skip" },
  "review.attended": { what: "recorded who was at a readiness review", tone: "idle", shape: "ring" },
  "review.minutes-written": { what: "wrote the minutes of a readiness review", tone: "idle", shape: "ring" },
  "review.presented": { what: "presented a readiness review", tone: "idle", shape: "ring" },
  "review.presenting-ended": { what: "ended presenting a readiness review", tone: "idle", shape: "ring" },
  "review.item-planned": {
    what: "planned the time of an item of a readiness review",
    tone: "idle",
    shape: "ring",
  },
  "review.noted": { what: "noted something in a readiness review", tone: "idle", shape: "ring" },
  "candidate.set": { what: "set the candidate", tone: "accent", shape: "ring" },
  "bundle.registered": { what: "registered a bundle", tone: "idle", shape: "ring" },
  "bundle.verified": { what: "hashed a bundle's artifacts again", tone: "idle", shape: "ring" },
  "bundle.provenance-added": { what: "added provenance to a bundle", tone: "idle", shape: "ring" },
  "bundle.replayed": { what: "replayed a bundle", tone: "idle", shape: "ring" },
  "post-mortem.opened": { what: "opened a post-mortem", tone: "accent", shape: "ring" },
  "post-mortem.answered": { what: "wrote in the post-mortem", tone: "idle", shape: "ring" },
  "post-mortem.noted": { what: "annotated the post-mortem's timeline", tone: "idle", shape: "ring" },
  "post-mortem.submitted": { what: "handed the post-mortem in for review", tone: "accent", shape: "play" },
  "post-mortem.returned": { what: "returned the post-mortem to draft", tone: "work", shape: "back" },
  "post-mortem.published": { what: "published the post-mortem", tone: "good", shape: "check-stamp" },
  "post-mortem.revised": { what: "began a revision of the post-mortem", tone: "work", shape: "back" },
  "template.proposed": { what: "proposed a change of a template", tone: "accent", shape: "play" },
  "template.proposal-withdrawn": {
    what: "took a proposed change of a template back",
    tone: "idle",
    shape: "back",
  },
  "role.delegated": { what: "delegated a role", tone: "accent", shape: "ring" },
  "delegation.revoked": { what: "ended a delegation", tone: "aged", shape: "back" },
  "dates.changed": { what: "planned the dates", tone: "idle", shape: "clock" },
  "text.erased": { what: "erased a text", tone: "idle", shape: "skip" },
  "roles.assigned": { what: "assigned roles", tone: "idle", shape: "ring" },
};

const together: Record<string, Pick<EntryWords, "what" | "tone" | "shape">> = {
  "decision.proposed": { what: "proposed", tone: "accent", shape: "play" },
  "decision.approved": { what: "approved the proposal", tone: "good", shape: "check-disc" },
  "decision.rejected": { what: "rejected the proposal", tone: "stop", shape: "stop" },
  "decision.withdrawn": { what: "withdrew the proposal", tone: "idle", shape: "back" },
  "decision.taken-back": { what: "took back their approval of the proposal", tone: "idle", shape: "back" },
  "decision.expired": { what: "let the proposal run out", tone: "aged", shape: "half" },
  "decision.void": {
    what: "ended the proposal, since what it was about changed",
    tone: "aged",
    shape: "half",
  },
};

const votes: Record<VoteKind, Pick<EntryWords, "tone" | "shape">> = {
  approve: { tone: "good", shape: "check-disc" },
  "needs-work": { tone: "work", shape: "triangle" },
  reject: { tone: "stop", shape: "stop" },
  "not-applicable": { tone: "spared", shape: "diamond" },
  withdraw: { tone: "idle", shape: "back" },
  comment: { tone: "idle", shape: "ring" },
};

/** By what a runner found of all that it fetched. */
const fetched: Record<string, Pick<EntryWords, "what" | "tone" | "shape">> = {
  verified: { what: "fetched and verified the way back", tone: "good", shape: "check-disc" },
  "not-verified": { what: "could not verify the way back", tone: "stop", shape: "triangle" },
};

const concluded: Record<string, Pick<EntryWords, "what" | "tone" | "shape">> = {
  go: { what: "concluded a readiness review: go", tone: "good", shape: "check-disc" },
  conditional: { what: "concluded a readiness review: go on conditions", tone: "work", shape: "triangle" },
  "no-go": { what: "concluded a readiness review: no-go", tone: "stop", shape: "stop" },
};

/** For whom somebody acted, by name; null: for themselves. */
export function onBehalfOf({ actor, subjects }: EntryView, titles: EntryTitles): string | null {
  const principal = subjects["principal"] ?? null;
  if (principal === null || principal === actor.id || subjects["delegation"] !== undefined) return null;
  return titles.people.get(principal) ?? "somebody else";
}

/** Openings hold "Name <address>"; the address is for those who hover. */
export function actorName({ name, kind }: EntryView["actor"]): string {
  if (kind === "system") return "Countersign";
  if (name !== null) return name.replace(/ <[^<>]*>$/, "");
  if (kind === "machine") return "A pipeline";
  return kind === "person" ? "Somebody whose name was erased" : "Countersign";
}

export function entryWords(entry: EntryView, titles: EntryTitles): EntryWords {
  const { type, payload, subjects } = entry;
  const { gate, requirement } = subjects;
  const path = gate === undefined || gate === null ? pathOf(entry) : `/readiness#gate-${gate}`;
  const place =
    gate === undefined || gate === null
      ? null
      : requirement === undefined || requirement === null
        ? `${titled(titles.gates, gate)} (approval of the gate)`
        : `${titled(titles.gates, gate)}: ${titled(titles.requirements, `${gate}/${requirement}`, requirement)}`;
  if (type === "vote.cast") {
    const vote = String(payload["vote"]) as VoteKind;
    return {
      what: voteWords[vote] ?? vote,
      about: place,
      path,
      ...(votes[vote] ?? { tone: "idle", shape: "ring" }),
    };
  }
  if (type === "check.reported") {
    const status = String(payload["status"]) as keyof typeof checkSayings;
    const saying = checkSayings[status];
    return {
      what: `reported the check “${String(payload["name"]).replaceAll("-", " ")}” as ${status}`,
      about: null,
      path: "/readiness",
      tone: saying?.tone ?? "idle",
      shape: saying?.shape ?? "ring",
    };
  }
  if (type === "criterion.judged") return judgedWords(entry);
  const review = type === "review.concluded" ? concluded[String(entry.after)] : undefined;
  if (review !== undefined) return { ...review, about: null, path: "/readiness" };
  const found = type === "rollback-target.checked" ? fetched[String(entry.after)] : undefined;
  if (found !== undefined) return { ...found, about: fetchedWords(payload), path };
  const proposal = together[type];
  if (proposal !== undefined)
    return { ...proposal, about: decisionWords(String(subjects["decision"]) as Decision), path: "" };
  if (type === "exposure.attempt-ended")
    return { ...setWords(entry), about: place ?? aboutOf(entry, titles), path };
  if (type === "reminder.sent") return { ...reminded(entry), about: place, path };
  const known = plain[type];
  if (known !== undefined) return { ...known, about: place ?? aboutOf(entry, titles), path };
  const ofOrganisation = organisationWords(entry, titles);
  if (ofOrganisation !== null) return ofOrganisation;
  const changed = /^(plan|criteria|rollback-plan)\.(changed|confirmed)$/.exec(type);
  if (changed !== null) {
    const parts = Array.isArray(payload["changedParts"])
      ? payload["changedParts"].map((part) => partWords(String(part))).join(", ")
      : "";
    const version = typeof payload["version"] === "number" ? ` (version ${payload["version"]})` : "";
    return {
      what:
        changed[2] === "changed"
          ? `wrote the ${partWords(changed[1] ?? "").replace(/^plan: /, "")}${version}`
          : `confirmed the ${changed[1] ?? ""} as it was`,
      about: parts === "" ? null : parts,
      path: `/plan#${changed[1] ?? ""}`,
      tone: "idle",
      shape: "ring",
    };
  }
  return {
    what: type.replaceAll(".", " ").replaceAll("-", " "),
    about: place,
    path,
    tone: "idle",
    shape: "ring",
  };
}

/** `3 verified, 1 missing` */
function fetchedWords(payload: EntryView["payload"]): string | null {
  const { results } = payload;
  if (typeof results !== "object" || results === null) return null;
  const counted = Object.entries(results).filter(([, count]) => Number(count) > 0);
  return counted.map(([result, count]) => `${String(count)} ${result}`).join(", ");
}

function setWords({ after, payload }: EntryView): Pick<EntryWords, "what" | "tone" | "shape"> {
  if (after === "succeeded") return { what: "set the exposure", tone: "good", shape: "check-disc" };
  const what =
    payload["isFinal"] === true
      ? "was refused when it was to set the exposure"
      : "could not set the exposure";
  return { what, tone: "stop", shape: "triangle" };
}

/** Whoever was asked is in the entry, by id: names would be more than what it says happened. */
function reminded({ payload, subjects }: EntryView): Pick<EntryWords, "what" | "tone" | "shape"> {
  const asked = Array.isArray(payload["asked"]) ? payload["asked"].length : 0;
  const of = {
    requirement: "of what is due",
    waiver: "of a waiver that runs out",
    obligation: "of what is owed",
    delegation: "of a delegation that runs out",
    waiting: `of what waits for ${roleWords(String(subjects["role"]))}`,
    "pending-decision": `of the proposal “${decisionWords(String(subjects["decision"]) as Decision)}”, which runs out`,
  }[String(payload["kind"])];
  const level = levelWords(String(payload["level"]));
  const people = asked === 1 ? "1 person" : `${asked} people`;
  return {
    what: `reminded ${people} ${of ?? ""} (${level})`,
    tone: level.startsWith("overdue") || level.startsWith("over ") ? "stop" : "aged",
    shape: "clock",
  };
}

function levelWords(level: string): string {
  if (level === "half") return "half of its time is over";
  if (level === "target") return "its time is over";
  return level
    .replace(/^overdue-(\d+)d$/, "overdue by $1 d")
    .replace(/^over-1d$/, "over by 1 working day")
    .replace(/^over-(\d+)d$/, "over by $1 working days");
}

function pathOf({ type, payload, subjects, release }: EntryView): string | null {
  const { rollback, postMortem } = subjects;
  if (type.startsWith("share-link.")) return release === null ? "/settings/sharing" : "/sharing";
  if (typeof postMortem === "string") return `/post-mortems/${postMortem}`;
  if (typeof rollback === "string") return `/rollbacks/${rollback}`;
  if (type.startsWith("rollback-target.")) return "/rollbacks#target";
  if (type.startsWith("drill.")) return "/rollbacks#drills";
  if (type.startsWith("exposure.")) return "/rollout";
  if (type.startsWith("breach.")) return `/rollbacks#episode-${subjects["episode"] ?? ""}`;
  if (type === "candidate.set" || type === "bundle.registered")
    return `/bundle?component=${encodeURIComponent(String(payload["component"]))}`;
  return type.startsWith("stage.") ? "/readiness" : null;
}

function titled(titles: ReadonlyMap<string, string>, key: string, otherwise = key): string {
  return titles.get(key) ?? otherwise;
}

function aboutOf(
  { type, payload, subjects, before, after, release }: EntryView,
  titles: EntryTitles,
): string | null {
  if (type.startsWith("hold.") && release === null) return "every release";
  if (type.startsWith("share-link.") && release === null)
    return typeof subjects["component"] === "string"
      ? titled(titles.components, subjects["component"])
      : "the status page";
  if (type.startsWith("rollback.")) {
    const about = typeof subjects["step"] === "string" ? subjects["step"] : "its room";
    return typeof subjects["drill"] === "string" ? `${about} (drill)` : about;
  }
  if (type.startsWith("breach.")) return subjects["criterion"] ?? null;
  if (type.startsWith("exposure.attempt-"))
    return `${String(payload["percent"])} %, attempt ${String(payload["number"])}`;
  if (type === "exposure.confirmed" || type === "exposure.increased" || type === "exposure.lowered") {
    const by = executorWords[payload["executor"] as ExecutorType];
    return by === undefined ? `${after} %` : `${after} %, set by ${by}`;
  }
  if (typeof subjects["postMortem"] === "string") return "its page";
  if (type === "drill.ended" || type === "bundle.replayed" || type === "bundle.verified") return after;
  if (type === "drill.started") return String(payload["level"]).replaceAll("-", " ");
  if (type.startsWith("stage.") && before !== null && after !== null)
    return `${titled(titles.stages, before)} → ${titled(titles.stages, after)}`;
  if (type === "release.migrated" || type === "release.tightened") return movedWords(payload);
  if (type === "candidate.set" || type === "bundle.registered") {
    const version = payload["version"];
    return `${titled(titles.components, String(payload["component"]))}${typeof version === "string" ? ` ${version}` : ""}${after === null ? "" : `, ${after.slice(7, 17)}`}`;
  }
  if (type === "roles.assigned" && typeof payload["given"] === "object" && payload["given"] !== null)
    return Object.keys(payload["given"]).map(roleWords).join(", ");
  return null;
}

function movedWords(payload: Record<string, unknown>): string {
  const words = (name: "template" | "rights"): string[] => {
    const moved = payload[name];
    if (typeof moved !== "object" || moved === null) return [];
    const [from, to] = [Reflect.get(moved, "from"), Reflect.get(moved, "to")].map(String);
    return from === to ? [] : [`${name} version ${from ?? ""} → ${to ?? ""}`];
  };
  return [...words("template"), ...words("rights")].join(", ");
}
