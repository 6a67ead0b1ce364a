import { type Answer, asAnswer, findAnswer, findText, listOf, textOf, textsOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { Refusal, wrongUsage } from "@/lib/cli/failure";
import { type Api, path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { nearest } from "@/lib/cli/nearest";
import { columns, paint, paintStatus, printJson, shortDigest, wrapped } from "@/lib/cli/text";

/** Shows what is signed, and sends the vote with the digest of what was shown. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values, flags } = invocation;
  const [slug, key, role] = [
    argument(invocation, "SLUG"),
    argument(invocation, "GATE"),
    required(invocation, "role"),
  ];
  const requirementKey = invocation.arguments["REQUIREMENT"] ?? null;
  const acknowledges = flags.has("acknowledge");
  refuseMixed(invocation, requirementKey);
  const conditions = conditionsIn(invocation);

  const api = invocation.api();
  const gate = asAnswer((await api.get(path`/releases/${slug}/gates/${key}`)).body);
  const asked = requirementKey === null ? gate : requirementOf(gate, requirementKey);
  const kind = findText(asked, "kind");
  if (requirementKey !== null && kind === "acknowledgement" && !acknowledges) {
    throw wrongUsage(
      `${requirementKey} is acknowledged, not voted on.`,
      "Read what it names, then add --acknowledge.",
    );
  }
  const vote = values["vote"] ?? "approve";
  const subjectDigest = values["digest"] ?? textOf(asked, "subjectDigest");
  if (!flags.has("json")) io.write(whatIsSigned(io, { gate, asked, requirementKey, role, subjectDigest }));

  const base = path`/releases/${slug}/gates/${key}`;
  const requirement = requirementKey === null ? {} : { requirement: requirementKey };
  const reason = values["reason"] === undefined ? {} : { reason: values["reason"] };
  const principal = values["on-behalf-of"];
  const by = { role, ...(principal !== undefined && { onBehalfOf: principal }) };
  const reply = await withPresentDigest(
    { api, base, requirementKey, slug, key },
    acknowledges
      ? api.post(`${base}/acknowledgements`, { ...requirement, ...by, subjectDigest })
      : api.post(`${base}/votes`, { ...requirement, ...by, vote, ...reason, ...conditions, subjectDigest }),
  );
  if (flags.has("json")) printJson(io, reply.body);
  else
    io.write(
      outcome(io, {
        key,
        role: principal === undefined ? role : `${role} on behalf of ${principal}`,
        act: acknowledges ? "Acknowledged" : `Recorded: ${vote}`,
        reply: reply.body,
        status: reply.status,
      }),
    );
  return reply.status === 202 ? exits.notReady : exits.ok;
}

interface Condition {
  owner: string;
  text: string;
  due: string;
}

/** The conditions of an approval: each with the time at its place, or all with the one that stands there. */
function conditionsIn({ lists, values, spec }: Invocation): { conditions?: Condition[] } {
  const [asked, until] = [lists["condition"] ?? [], lists["until"] ?? []];
  const more = `More: countersign ${spec.name} --help`;
  if (asked.length === 0) {
    if (until.length > 0) throw wrongUsage("--until goes with a --condition.", more);
    return {};
  }
  if ((values["vote"] ?? "approve") !== "approve")
    throw wrongUsage(`Only an approval has conditions; --vote ${values["vote"] ?? ""} has none.`, more);
  if (until.length !== 1 && until.length !== asked.length)
    throw wrongUsage(
      `There ${asked.length === 1 ? "is 1 --condition" : `are ${asked.length} --condition`} and ${until.length} --until: give one for all, or one for each in the same order.`,
      more,
    );
  return {
    conditions: asked.map((condition, at) => {
      const [, owner, text] = /^\s*([^\s:]+@[^\s:]+)\s*:\s*(\S.*)$/s.exec(condition) ?? [];
      if (owner === undefined || text === undefined)
        throw wrongUsage(
          `${JSON.stringify(condition)} does not say who and what.`,
          'A condition reads "ada@example.org: document the edge cases".',
        );
      return { owner, text, due: until[at] ?? until[0] ?? "" };
    }),
  };
}

function refuseMixed({ values, lists, flags, spec }: Invocation, requirementKey: string | null): void {
  if (!flags.has("acknowledge")) return;
  const more = `More: countersign ${spec.name} --help`;
  if (requirementKey === null)
    throw wrongUsage("--acknowledge needs a REQUIREMENT: a gate's approval is voted on.", more);
  const mixed = ["vote", "reason", "condition", "until"].find(
    (name) => values[name] !== undefined || lists[name] !== undefined,
  );
  if (mixed !== undefined) throw wrongUsage(`--acknowledge goes without --${mixed}.`, more);
}

function requirementOf(gate: Answer, key: string): Answer {
  const requirements = listOf(gate, "requirements");
  const found = requirements.find((each) => each["key"] === key);
  if (found !== undefined) return found;
  const keys = requirements.flatMap((each) => findText(each, "key") ?? []);
  const meant = nearest(key, keys);
  throw wrongUsage(
    `The gate ${textOf(gate, "key")} has no requirement ${JSON.stringify(key)}.${meant === null ? "" : ` Did you mean ${meant}?`}`,
    keys.length === 0
      ? "It has none; leave REQUIREMENT away to vote on the gate itself."
      : `It has ${keys.join(", ")}.`,
  );
}

interface Shown {
  gate: Answer;
  asked: Answer;
  requirementKey: string | null;
  role: string;
  subjectDigest: string;
}

function whatIsSigned(io: Io, { gate, asked, requirementKey, role, subjectDigest }: Shown): string {
  const approval = requirementKey === null ? (findAnswer(gate, "approval") ?? {}) : asked;
  const title =
    findText(approval, "title") ??
    (requirementKey === null ? `Approval of ${findText(gate, "title") ?? "the gate"}` : "");
  const guidance = findText(approval, "guidance");
  const meaning = listOf(approval, "slots")
    .filter((slot) => textsOf(slot, "roles").includes(role))
    .map((slot) => findText(slot, "meaning"))
    .find((text) => text !== null);
  const covered = Object.entries(findAnswer(approval, "subject") ?? {}).map(([part, digest]) => [
    part,
    typeof digest === "string" ? shortDigest(digest) : "not there",
  ]);
  return [
    `${paint(io, "bold", requirementKey ?? textOf(gate, "key"))}: ${paintStatus(io, findText(approval, "status") ?? findText(gate, "status") ?? "")}\n`,
    title === "" ? "" : `${wrapped(title)}\n`,
    guidance === null ? "" : `${guidance}\n`,
    meaning === undefined || meaning === null ? "" : `As ${role} you sign: "${meaning}"\n`,
    covered.length === 0 ? "" : `It covers\n${columns(covered, { indent: 2 })}`,
    digestWords(findText(asked, "subjectDigest"), subjectDigest),
  ].join("");
}

function digestWords(present: string | null, insisted: string): string {
  if (present === null || present === insisted) return `Digest ${insisted}\n\n`;
  return `Digest ${present}, and you insist on ${insisted}: this is not what you mean to sign.\n\n`;
}

interface Place {
  api: Api;
  base: string;
  slug: string;
  key: string;
  requirementKey: string | null;
}

/** Where the content has changed, the refusal also says which digest it has now. */
async function withPresentDigest<T>({ api, base, requirementKey }: Place, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Refusal) || asAnswer(error.body)["code"] !== "subject-changed") throw error;
    const gate = asAnswer((await api.get(base).catch(() => ({ body: {} }))).body);
    const asked =
      requirementKey === null
        ? gate
        : (listOf(gate, "requirements").find((each) => each["key"] === requirementKey) ?? {});
    const digest = findText(asked, "subjectDigest");
    const body = asAnswer(error.body);
    const detail = findText(body, "detail") ?? findText(body, "title") ?? "";
    throw digest === null || detail.includes(digest)
      ? error
      : new Refusal(
          error.status,
          { ...body, detail: `${detail} It has the digest ${digest} now.` },
          error.url,
        );
  }
}

interface Outcome {
  key: string;
  role: string;
  act: string;
  reply: unknown;
  status: number;
}

function outcome(io: Io, { key, role, act, reply, status }: Outcome): string {
  const answer = asAnswer(reply);
  const gate = findText(findAnswer(answer, "gate") ?? {}, "status");
  const own = findText(answer, "status");
  const state = [
    own === null ? "" : ` It is now ${paintStatus(io, own)}`,
    gate === null ? "" : `${own === null ? " The" : ", the"} gate ${key} is ${paintStatus(io, gate)}`,
  ].join("");
  const pending = status === 202 ? " Others have to agree before it takes effect." : "";
  return `${act}, as ${role}.${state === "" ? "" : `${state}.`}${pending}\n`;
}
