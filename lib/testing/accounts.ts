import { activate } from "@/lib/identity/activate";
import { invitePerson } from "@/lib/identity/invite-person";
import { sealSession, sessionCookie } from "@/lib/identity/session-cookie";
import { signIn } from "@/lib/identity/sign-in";
import type { World } from "./world";

export const accountPassword = "correct horse battery";

let addresses = 0;
/** An address that nobody else in the process has tried from. */
export function freshAddress(): string {
  addresses += 1;
  return `198.51.${100 + (addresses >> 8)}.${addresses & 255}`;
}

/** Accounts of a world's people, and signing in to them by password. */
export function accountsIn(world: () => World) {
  const cookieOf = async (session: string) => `${sessionCookie().name}=${await sealSession(session)}`;
  const give = async (name: string): Promise<void> => {
    const operator = world().call({ kind: "system", job: "operator" });
    const { code } = await invitePerson.execute(world().kernel, { person: world().emailOf(name) }, operator);
    const from = { address: `setup-${name}`, requestId: "request-1" };
    await activate(world().kernel, { code, password: accountPassword, ...from });
  };
  return {
    cookieOf,
    give,
    /** A person with an account. */
    person: async (name: string): Promise<void> => {
      await world().person(name);
      await give(name);
    },
    /** From an address of its own unless one is named, so that only the account is counted. */
    attempt: (name: string, password = accountPassword, from = freshAddress()): Promise<string> =>
      signIn(world().kernel, {
        email: world().emailOf(name),
        password,
        headers: new Headers({ "x-forwarded-for": from, "user-agent": "test" }),
      }),
  };
}
