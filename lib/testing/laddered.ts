import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { confirmExposure } from "@/lib/rollouts/confirm-exposure";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { pauseExposure } from "@/lib/rollouts/pause-exposure";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { type SampleRelease, sampleTemplate } from "./release";
import type { World } from "./world";

type Rows = typeof sampleTemplate.rights;

const decisions = ["exposure.increase", "exposure.pause", "exposure.resume"] as const;

/** Begins at its canary, of two steps; the champion decides on exposure. */
export const ladderedTemplate = {
  ...sampleTemplate,
  key: "laddered",
  stages: [
    {
      key: "canary",
      title: "Canary",
      exposure: [
        { percent: 5, soak: "30m" },
        { percent: 25, soak: "2h" },
      ],
      gates: [
        {
          key: "healthy",
          title: "Healthy",
          objective: "The candidate does no harm.",
          requirements: [{ key: "soaked", kind: "soak", title: "Soaked", percent: 25, duration: "2h" }],
        },
      ],
    },
    { key: "production", title: "Production", exposure: [{ percent: 100, soak: "1h" }], gates: [] },
  ],
  rights: [
    ...sampleTemplate.rights,
    ...decisions.map((decision) => ({
      decision,
      slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
    })),
  ] as Rows,
};

/** Acts on a laddered release; cora is its champion. */
export function exposureActs(worldOf: () => World) {
  const by = async (who: string | Actor) =>
    worldOf().call(typeof who === "string" ? await worldOf().actor(who) : who);
  return {
    increase: async (
      { slug }: Pick<SampleRelease, "slug">,
      percent: number,
      who: string | Actor = "cora",
    ) => {
      const call = await by(who);
      return (kernel: Kernel = worldOf().kernel) =>
        increaseExposure.execute(kernel, { release: slug, percent }, call);
    },
    confirm: async (
      { slug, candidate }: SampleRelease,
      percent: number,
      who: string | Actor = "cora",
    ): Promise<unknown> =>
      confirmExposure.execute(
        worldOf().kernel,
        { release: slug, percent, bundleDigest: candidate },
        await by(who),
      ),
    pause: async ({ slug }: Pick<SampleRelease, "slug">, percent?: number) =>
      pauseExposure.execute(
        worldOf().kernel,
        { release: slug, reason: "Something looks odd.", ...(percent !== undefined && { percent }) },
        await by("cora"),
      ),
    resume: async ({ slug }: Pick<SampleRelease, "slug">) =>
      resumeExposure.execute(
        worldOf().kernel,
        { release: slug, reason: "It was nothing." },
        await by("cora"),
      ),
  };
}
