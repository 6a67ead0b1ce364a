import { type Answer, asAnswer, findPeople, findText, listOf } from "@/lib/cli/answers";
import { type Exit, exits } from "@/lib/cli/command";
import type { Refusal } from "@/lib/cli/failure";
import { columns } from "@/lib/cli/text";

/** A refusal in words: what happened, who or what would help, what to do next. */
export function refusalText({ status, body, url }: Refusal): string {
  const problem = asAnswer(body);
  const code = findText(problem, "code") ?? "";
  const what = whatHappened(problem);
  const rule = findText(problem, "rule");
  const whoMay = findPeople(problem, "whoMay");
  const requestId = findText(problem, "requestId");
  return [
    `Refused (${`${status} ${code}`.trim()}): ${what}\n`,
    ...faultLines(problem),
    rule === null || rule === code ? "" : `Rule: ${rule}\n`,
    whoMay === null ? "" : `Who may: ${whoMay}\n`,
    blockerText(listOf(problem, "blockers")),
    actText(listOf(problem, "unblock")),
    ...nextSteps(status, code, url).map((line) => `${line}\n`),
    status >= 500 && requestId !== null ? `Request: ${requestId}\n` : "",
  ].join("");
}

/** The detail, or the title where the detail only repeats the faults that are listed below it. */
function whatHappened(problem: Answer): string {
  const detail = findText(problem, "detail");
  const title = findText(problem, "title");
  const first = listOf(problem, "errors").map((fault) => findText(fault, "message"))[0] ?? null;
  const repeats = first !== null && title !== null && detail?.includes(first) === true;
  return (repeats ? `${title}.` : (detail ?? title)) ?? "The server gave no reason.";
}

/** Servers that are there and cannot answer count as not reachable. */
export function exitOf({ status }: Refusal): Exit {
  return status === 502 || status === 503 || status === 504 ? exits.unreachable : exits.refused;
}

function faultLines(problem: Answer): string[] {
  const rows = listOf(problem, "errors").map((fault) => {
    const line = findText(fault, "line");
    const column = findText(fault, "column");
    const place = line === null ? "" : ` (line ${line}${column === null ? "" : `, column ${column}`})`;
    const within = findText(fault, "in");
    const pointer =
      findText(fault, "path") ?? (within === null || within === "body" ? "the whole" : `the ${within}`);
    return [pointer + place, findText(fault, "message") ?? ""];
  });
  return rows.length === 0 ? [] : [columns(rows, { indent: 2, width: 110 })];
}

/** Each blocker, with those who can clear it unless told otherwise; empty where there is none. */
export function blockerText(blockers: readonly Answer[], { withPeople = true } = {}): string {
  if (blockers.length === 0) return "";
  const rows = blockers.map((blocker) => {
    const people = withPeople ? findPeople(blocker, "canBeClearedBy") : null;
    const message = findText(blocker, "message") ?? findText(blocker, "code") ?? "";
    return [
      findText(blocker, "requirement") ?? "gate",
      people === null ? message : `${message} Can be cleared by ${people}.`,
    ];
  });
  return `Blockers\n${columns(distinct(rows), { indent: 2, width: 110 })}`;
}

/** The smallest set of acts that would help, numbered; empty where there is none. */
export function actText(acts: readonly Answer[], title = "What would make it ready"): string {
  if (acts.length === 0) return "";
  const rows = acts.map((act, at) => {
    const people = findPeople(act, "people");
    const message =
      findText(act, "message") ?? `${findText(act, "act") ?? "act"}${people === null ? "" : ` by ${people}`}`;
    return [`${at + 1}.`, message];
  });
  return `${title} (${acts.length} ${acts.length === 1 ? "act" : "acts"})\n${columns(rows, { indent: 2, width: 110 })}`;
}

function distinct(rows: readonly string[][]): string[][] {
  return [...new Map(rows.map((row) => [row.join("\n"), row])).values()];
}

const byCode: Readonly<Record<string, string>> = {
  "scope-missing": "Make a token that has this scope, at URL/settings, and set COUNTERSIGN_TOKEN to it.",
  "people-only": "Use the token of a person; a machine's token reports and never decides.",
  "separation-of-duties": "Somebody who did not make this content has to decide.",
  "subject-changed": "Look at what changed (countersign gate status SLUG GATE), then decide again.",
  "reason-required": "Say why with --reason TEXT.",
  "reauthentication-required": "This signature asks for your password: sign on the page URL/inbox.",
};

const byStatus: Readonly<Record<number, string>> = {
  401: "The token in COUNTERSIGN_TOKEN is unknown, has run out or was revoked. Make a new one at URL/settings.",
  404: "Check the spelling, and that the token's owner may see it.",
  429: "Wait a little, then try again.",
  500: "Try again; if it stays, give the request's id to whoever runs the server.",
  502: "Try again later.",
  503: "Try again later.",
  504: "Try again later.",
};

function nextSteps(status: number, code: string, url: string): string[] {
  const next = byCode[code] ?? byStatus[status];
  return next === undefined ? [] : [next.replaceAll("URL", url)];
}
