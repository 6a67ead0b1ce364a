import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import type { Actor } from "./actor";
import { levelOf } from "./actor";
import { countAttempt } from "./limits";
import { setPassword } from "./set-password";
import { hashToken } from "./tokens";

/** Sets a password with a code: whoever holds the code acts as the person it was made for, for this one thing. */
export async function activate(
  kernel: Kernel,
  {
    code,
    password,
    address,
    requestId,
  }: { code: string; password: string; address: string; requestId: string },
): Promise<{ email: string }> {
  await countAttempt(kernel, "activation-address", address);
  const actor = await personOfCode(kernel, code);
  if (actor === null)
    throw new AppError(
      "wrong-credentials",
      "This address was used already, has expired, or is not complete.",
    );
  return setPassword.execute(kernel, { code, password }, { actor, requestId });
}

async function personOfCode({ db }: Kernel, code: string): Promise<Actor | null> {
  const found = await db.prisma.activation.findUnique({ where: { codeHash: hashToken(code) } });
  if (found === null) return null;
  const person = await db.prisma.person.findUniqueOrThrow({
    where: { id: found.personId },
    include: { accessLevels: { where: { validTo: null } } },
  });
  const level = person.accessLevels[0]?.level;
  if (level === undefined) return null;
  return {
    kind: "person",
    id: person.id,
    name: person.name,
    email: person.email,
    access: levelOf(level),
    credential: { kind: "none" },
  };
}
