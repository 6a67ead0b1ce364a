import { expect } from "vitest";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { kindReadBy } from "@/lib/metrics/track-model";
import type { Criterion } from "@/lib/metrics/schemas";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { newId } from "@/lib/platform/ids";
import { testApi } from "./api";
import { makeRelease } from "./release";
import type { World } from "./world";

const hour = 3_600_000;

interface Verdict {
  at: number;
  revision: number;
  verdict: string;
  value: string | null;
}
export type WatchedVerdict = Verdict;
/** A release with criteria `c-0` and so on, each on a metric of its own; times are counted from `base`, an hour of the epoch. */
export interface Watched {
  slug: string;
  id: string;
  base: number;
  name: (n: number) => string;
  candidate: string;
}

/** Releases whose criteria are evaluated on a clock that the test sets; what cora declares and sends goes through the API. */
export function watching(worldOf: () => World) {
  let token: string | null = null;
  async function request(method: "POST" | "PUT", path: string, body: unknown) {
    const world = worldOf();
    token ??= await world.tokenOf("cora");
    return testApi(world.kernel).request(method, path, { token, body });
  }

  async function exposed(
    slug: string,
    criteria: readonly { criterion: Record<string, unknown> }[],
  ): Promise<Watched> {
    const world = worldOf();
    const release = await makeRelease(world, { slug });
    const name = (n: number) => `${slug.replaceAll("-", "_")}_${n}`;
    const document = criteria.map(({ criterion }, n) => ({
      ...criterion,
      key: `c-${n}`,
      metric: name(n),
      severity: "warn",
    }));
    for (const each of document)
      await request("POST", "/metrics", {
        name: each.metric,
        unit: "1",
        better: "lower",
        kind: kindReadBy(each as unknown as Criterion),
      });
    const put = await request("PUT", `/releases/${slug}/criteria`, document);
    expect(put.status).toBe(200);
    // Multiples of every step, so that the cases' times are moved by whole ones.
    const base = Math.ceil(world.kernel.clock.now().getTime() / hour) * hour;
    const { id } = await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug } });
    return { slug, id, base, name, candidate: release.candidate };
  }

  return {
    exposed,
    confirm: async (
      { id, candidate }: Pick<Watched, "id" | "candidate">,
      percent: number,
      at: number,
    ): Promise<void> => {
      await worldOf().kernel.db.prisma.exposureChange.create({
        data: {
          id: newId(),
          releaseId: id,
          stageKey: "canary",
          kind: "confirmed",
          percent,
          candidates: {},
          candidate,
          at: new Date(at),
        },
      });
    },
    setClock: (at: number): void => worldOf().clock.set(new Date(at)),
    tick: async (): Promise<void> => {
      await syncTracks(worldOf().kernel);
      await evaluateDue(worldOf().kernel);
    },
    send: async (samples: unknown[]): Promise<void> => {
      const answer = await request("POST", "/metrics/samples", { samples });
      expect(answer.body).toMatchObject({ rejected: [] });
    },
    /** Of the live criterion, in order; times from the base. */
    verdictsOf: async ({ id, base }: Pick<Watched, "id" | "base">, key: string): Promise<Verdict[]> => {
      const rows = await worldOf().kernel.db.prisma.criterionVerdict.findMany({
        where: {
          track: { releaseId: id, criterionKey: key, cohort: "canary", drillId: null, rollbackId: null },
        },
        orderBy: [{ at: "asc" }, { revision: "asc" }],
      });
      return rows.map(({ at, revision, verdict, value }) => ({
        at: Number(at) - base,
        revision,
        verdict,
        value,
      }));
    },
  };
}

/** The same connections, on which something happens before each statement of this name. */
export function poolThat(
  pool: World["kernel"]["db"]["pool"],
  { before, does }: { before: string; does: () => Promise<void> },
): World["kernel"]["db"]["pool"] {
  return new Proxy(pool, {
    get(target, property) {
      if (property !== "connect") return Reflect.get(target, property) as unknown;
      return async () => {
        const client = await target.connect();
        return new Proxy(client, {
          get(own, name) {
            const value: unknown = Reflect.get(own, name);
            if (name !== "query") return typeof value === "function" ? value.bind(own) : value;
            return async (query: { name?: string }, ...rest: unknown[]) => {
              if (query.name === before) await does();
              return (own.query as (...all: unknown[]) => unknown).call(own, query, ...rest);
            };
          },
        });
      };
    },
  });
}
