import { castVote } from "@/lib/gates/cast-vote";
import type { PersonActor } from "@/lib/identity/actor";
import { makeKernel } from "@/lib/platform/app";
import { connect } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import { placeHold } from "@/lib/releases/place-hold";
import type { Asked, Wrote } from "./writes";

// Runs in a copy of the product: as it is, or as it would be without its ledger. Writers decide at the same time, each on its own release.

const kernel = makeKernel(connect(process.env["DATABASE_URL"] ?? ""));
const call = (actor: PersonActor) => ({ actor, requestId: newId() });

async function decide({ act, actors, places }: Asked, writer: number): Promise<void> {
  const place = places[writer];
  if (place === undefined) throw new Error("no release to write on");
  const { slug, gate, requirement, digest } = place;
  if (act === "hold") {
    await placeHold.execute(kernel, { release: slug, reason: "Measured." }, call(actors.champion));
    return;
  }
  // A comment goes through the same locks, facts, rule and ledger as a signature, and can be repeated.
  const vote = { role: "engineer", vote: "comment", reason: "Measured.", subjectDigest: digest } as const;
  await castVote.execute(kernel, { release: slug, gate, requirement, ...vote }, call(actors.engineer));
}

process.on("message", (asked: Asked) => {
  void (async () => {
    const times: number[] = [];
    const began = performance.now();
    await Promise.all(
      asked.places.map(async (_, writer) => {
        for (let n = 0; n < asked.each; n += 1) {
          const start = performance.now();
          await decide(asked, writer);
          times.push(performance.now() - start);
        }
      }),
    );
    const wrote: Wrote = { perSecond: (times.length / (performance.now() - began)) * 1_000, times };
    process.send?.(wrote);
  })();
});
process.send?.("ready");
