import { getGate } from "@/lib/gates/queries";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median, send } from "./load";
import { type Measured, ms } from "./report";
import type { Server } from "./server";
import type { Workspace } from "./workspace";

const writers = 8;

interface Place extends SampleRelease {
  digest: string;
}

/** A signed word over HTTP: one writer, eight on releases of their own, eight on one release. */
export async function votes(workspace: Workspace, { votes: count }: Effort): Promise<Measured[]> {
  const places: Place[] = [];
  let token = "";
  const url = await workspace.database("votes", async (empty) => {
    const world = await makeWorld(empty);
    for (let n = 0; n < writers; n += 1) {
      const release = await world.release({ slug: `r-${n}` });
      const { slug, gate } = release;
      const asked = { slug, gate, actor: world.system, now: world.clock.now() };
      const state = await getGate(world.kernel.db.prisma, asked);
      places.push({ ...release, digest: state.requirements[0]?.subjectDigest ?? "" });
    }
    token = await world.tokenOf("ed");
    await world.close();
  });
  const site = await workspace.site(url);
  const ask = (asked: readonly Place[], each: number) => votesOn(site, { places: asked, token, each });
  const [first] = places;
  if (first === undefined) throw new Error("no release to vote on");
  await ask(places, 10);
  const alone = await ask([first], count / 2);
  const own = await ask(places, count / writers);
  const shared = await ask(
    Array.from({ length: writers }, () => first),
    count / writers,
  );
  await site.stop();
  const said = ({ perSecond, times }: Voted) => `${perSecond.toFixed(0)} a second, each ${ms(median(times))}`;
  const floor = `one writer: ${said(alone)}`;
  return [
    {
      measure: "votes, 8 writers, releases of their own",
      figure: said(own),
      floor,
      ratio: own.perSecond / alone.perSecond,
    },
    {
      measure: "votes, 8 writers, one release",
      figure: said(shared),
      floor,
      ratio: shared.perSecond / alone.perSecond,
    },
  ];
}

interface Voted {
  perSecond: number;
  times: number[];
}

/** One writer for each place, each casting so many. */
async function votesOn(
  { url }: Server,
  { places, token, each }: { places: readonly Place[]; token: string; each: number },
): Promise<Voted> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    places.map(async ({ slug, gate, requirement, digest }) => {
      for (let n = 0; n < each; n += 1) {
        const start = performance.now();
        // A comment goes through the same locks, facts, rule and ledger, and can be repeated.
        const body = {
          requirement,
          role: "engineer",
          vote: "comment",
          reason: "Measured.",
          subjectDigest: digest,
        };
        const answer = await send(`${url}/api/v1/releases/${slug}/gates/${gate}/votes`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        if (answer.status >= 300)
          throw new Error(`a vote answered ${answer.status}: ${answer.body.toString()}`);
        times.push(performance.now() - start);
      }
    }),
  );
  return { perSecond: (times.length / (performance.now() - began)) * 1000, times };
}
