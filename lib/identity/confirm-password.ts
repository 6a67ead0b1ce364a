import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { countAttempt, forgetAttempt } from "./limits";
import { verifyPassword } from "./passwords";

/** Refuses unless a signed-in person gives their present password; wrong ones count as at sign-in. */
export async function confirmOwnPassword(
  kernel: Kernel,
  { person, password }: { person: { id: string; email: string }; password: string },
): Promise<void> {
  await countAttempt(kernel, "sign-in-account", person.email);
  const account = await kernel.db.prisma.account.findUnique({ where: { personId: person.id } });
  const fits = await verifyPassword(account?.passwordHash ?? null, password.length <= 128 ? password : "");
  if (!fits) throw new AppError("wrong-credentials", "The password does not fit.");
  await forgetAttempt(kernel, "sign-in-account", person.email, true);
}
