import { byHolder, heldInOwnReleases, type Holder } from "@/lib/gates/waiting-on-others";
import type { PersonActor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { decisionWords } from "./decision-words";
import type { Decision } from "./model";
import { listPending } from "./pending-decisions";

/** Who has what somebody waits for: signatures in the releases they drive, and places in what they proposed. */
export async function waitingOnOthers(kernel: Kernel, actor: PersonActor): Promise<Holder[]> {
  const now = kernel.clock.now();
  const signatures = await heldInOwnReleases(kernel.db.prisma, { actor, now });
  const proposals = await listPending(kernel, { actor, of: "proposed" });
  const places = proposals.flatMap(({ decision, release, openedAt, missing }) => {
    const people = missing.flatMap(({ whoMay }) => whoMay).filter(({ email }) => email !== actor.email);
    const title = `${decisionWords(decision as Decision)}: proposed`;
    const thing = { release, title, requirement: null, gate: null, since: Date.parse(openedAt), dueAt: null };
    return [...new Map(people.map((person) => [person.email, person])).values()].map(({ name, email }) => ({
      name,
      email,
      thing,
    }));
  });
  return byHolder([...places, ...signatures], now.getTime());
}
