import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { setupCodeGiven } from "./events";
import { findFirstPerson } from "./queries";
import { MakeSetupCode } from "./schemas";

const lifeMs = 24 * 3_600_000;
/** Instances that start within this time of each other print one code. */
const togetherMs = 60_000;

/** Keeps the hash of a new code for an empty workspace, or answers the one that another instance made just now. */
export const makeSetupCode = command({
  name: "make-setup-code",
  input: MakeSetupCode,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx) => ({
    first: await findFirstPerson(tx),
    open: await tx.setupCode.findFirst({ where: { endedAt: null } }),
  }),
  allow: (actor) => {
    if (actor.kind === "system" && actor.job === "operator")
      return { allowed: true, rule: "operator", role: null, grant: [] };
    return {
      allowed: false,
      rule: "own-only",
      reason: "Only who operates the server makes a code for set-up, on the server itself.",
      whoMay: [],
    };
  },
  run: async ({ tx, input, facts: { first, open }, now }) => {
    if (first !== null) throw alreadyOpened(first);
    if (open !== null && !input.replace && now.getTime() - open.createdAt.getTime() < togetherMs) {
      const { id, codeHash, expiresAt } = open;
      return { value: { id, codeHash, expiresAt }, entries: [setupCodeGiven(open, false)] };
    }
    if (open !== null) await tx.setupCode.update({ where: { id: open.id }, data: { endedAt: now } });
    const expiresAt = new Date(now.getTime() + lifeMs);
    const { id, codeHash } = input;
    await tx.setupCode.create({ data: { id, codeHash, createdAt: now, expiresAt } });
    return { value: { id, codeHash, expiresAt }, entries: [setupCodeGiven({ id, expiresAt }, true)] };
  },
});

/** The code has done its work: whoever came first signs in, and whoever operates the server can help them to it. */
function alreadyOpened({ name, email }: { name: string; email: string }): AppError {
  return new AppError(
    "conflict",
    `This workspace was opened by ${name} (${email}), who goes on after signing in; a lost password is set anew by: npm run invite -- ${email}`,
  );
}
