import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey, unstorable } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { addressOf } from "@/lib/platform/site";
import { countAttempt, forgetAttempt } from "./limits";
import { verifyPassword } from "./passwords";
import { startSession } from "./sessions";

export interface SignIn {
  email: string;
  password: string;
  /** Of the request: they say from where, and with what. */
  headers: Headers;
}

interface AccountRow {
  id: string;
  passwordHash: string;
}

/** Starts a session by e-mail and password; answers its id. Every refusal but too many attempts reads the same. */
export async function signIn(kernel: Kernel, { email, password, headers }: SignIn): Promise<string> {
  const address = addressOf(headers);
  const known = email.length <= 254 && password.length <= 128 && unstorable(email) === null;
  const account = known ? emailKey(email) : "malformed";
  await countAttempt(kernel, "sign-in-address", address);
  await countAttempt(kernel, "sign-in-account", account);
  const found = known ? await findAccount(kernel, account) : null;
  const fits = await verifyPassword(found?.passwordHash ?? null, known ? password : "");
  if (found === null || !fits)
    throw new AppError("wrong-credentials", "E-mail address and password do not match.");
  const session = await startSession(kernel, {
    personId: found.id,
    userAgent: headers.get("user-agent") ?? "",
  });
  await forgetAttempt(kernel, "sign-in-account", account, true);
  await forgetAttempt(kernel, "sign-in-address", address);
  return session;
}

async function findAccount({ db }: Kernel, email: string): Promise<AccountRow | null> {
  const rows = await db.prisma.$queryRaw<AccountRow[]>(Prisma.sql`
    SELECT p.id, c.password_hash AS "passwordHash" FROM people p JOIN accounts c ON c.person_id = p.id
    JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")} WHERE p.email = ${email}`);
  return rows[0] ?? null;
}

/** Starts a session as any enabled person with no password: for the demo alone, where sample people are public. */
export async function signInAsSample(
  kernel: Kernel,
  { email, headers }: { email: string; headers: Headers },
): Promise<string | null> {
  if (unstorable(email) !== null) return null;
  const person = await kernel.db.prisma.person.findUnique({ where: { email: emailKey(email) } });
  if (person === null) return null;
  try {
    return await startSession(kernel, { personId: person.id, userAgent: headers.get("user-agent") ?? "" });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
