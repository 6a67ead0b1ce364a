import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { dismissWork } from "@/lib/gates/dismiss-work";
import type { VoteKind } from "@/lib/gates/model";
import { getGate } from "@/lib/gates/queries";
import { reportCheck } from "@/lib/gates/report-check";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import { AppError } from "@/lib/platform/errors";
import { advanceStage } from "@/lib/releases/advance-stage";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { changePlan } from "@/lib/releases/change-plan";
import { completeRelease } from "@/lib/releases/complete-release";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { setCandidate } from "@/lib/releases/set-candidate";
import { makeRelease, type SampleRelease, sampleTemplate } from "./release";
import type { World } from "./world";

/** Two stages of one gate each: signed, checked and approved; then acknowledged. */
export const measuredTemplate = {
  ...sampleTemplate,
  key: "measured",
  title: "Measured",
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [
        {
          key: "good",
          title: "Good",
          objective: "The candidate is good.",
          requirements: [
            {
              key: "reviewed",
              kind: "item",
              title: "Reviewed",
              slots: [
                { roles: ["engineer"], count: 1 },
                { roles: ["reviewer"], count: 1 },
              ],
              dependsOn: ["model-weights"],
            },
            {
              key: "planned",
              kind: "item",
              title: "Planned",
              slots: [{ roles: ["reviewer"], count: 1 }],
              dependsOn: ["performance"],
            },
            { key: "fast", kind: "check", check: "latency" },
          ],
          approval: { when: "any", slots: [{ roles: ["security"], count: 1 }] },
        },
      ],
    },
    {
      key: "canary",
      title: "Canary",
      gates: [
        {
          key: "informed",
          title: "Informed",
          objective: "Those on duty know.",
          requirements: [
            {
              key: "told",
              kind: "acknowledgement",
              roles: ["engineer", "reviewer"],
              dependsOn: ["rollback-plan"],
            },
          ],
        },
      ],
    },
  ],
};

/** Who alone acts in which role. */
export const actsAs = { engineer: "ed", reviewer: "rita", security: "sid" } as const;
type Role = keyof typeof actsAs;

export type MeasuredAct =
  | { do: "vote"; on: "reviewed" | "planned" | null; role: Role; vote: VoteKind }
  | { do: "check"; status: "passed" | "failed" }
  | { do: "acknowledge"; role: Role }
  | {
      do: "candidate" | "plan" | "waive" | "dismiss" | "advance" | "glass" | "reopen" | "complete" | "cancel";
    };

/** Plays acts by real commands; what is refused then is left out, as it is in earnest. */
export function measuredActs(worldOf: () => World) {
  let made = 0;
  const by = async (name: string) => worldOf().call(await worldOf().actor(name));

  async function digestOf(release: SampleRelease, gate: string, requirement: string | null): Promise<string> {
    const { kernel, clock, system } = worldOf();
    const found = await getGate(kernel.db.prisma, {
      slug: release.slug,
      gate,
      actor: system,
      now: clock.now(),
    });
    if (requirement === null) return found.subjectDigest;
    return found.requirements.find(({ key }) => key === requirement)?.subjectDigest ?? "";
  }

  async function play(release: SampleRelease, act: MeasuredAct): Promise<void> {
    const { kernel, clock } = worldOf();
    const { slug } = release;
    const reason = "As it was agreed.";
    const stage = await stageOf(release);
    switch (act.do) {
      case "vote": {
        const { on, role, vote } = act;
        const subjectDigest = await digestOf(release, "good", on);
        const input = { release: slug, gate: "good", role, vote, subjectDigest, reason };
        await castVote.execute(
          kernel,
          { ...input, ...(on !== null && { requirement: on }) },
          await by(actsAs[role]),
        );
        return;
      }
      case "check":
        await reportCheck.execute(
          kernel,
          { release: slug, name: "latency", bundleDigest: await candidateOf(release), status: act.status },
          await by("ed"),
        );
        return;
      case "acknowledge": {
        const subjectDigest = await digestOf(release, "informed", "told");
        const input = { release: slug, gate: "informed", requirement: "told", role: act.role, subjectDigest };
        await acknowledgeRequirement.execute(kernel, input, await by(actsAs[act.role]));
        return;
      }
      case "candidate": {
        made += 1;
        const parts = { code: `c${made}`, "model-weights": `w${made}` };
        const digest = await worldOf().bundle(release.component, parts, "lea");
        await setCandidate.execute(
          kernel,
          { release: slug, component: release.component, digest },
          await by("cora"),
        );
        return;
      }
      case "plan":
        made += 1;
        await changePlan.execute(
          kernel,
          { release: slug, document: { performance: `faster than ${made}` } },
          await by("cora"),
        );
        return;
      case "waive": {
        const expiresAt = new Date(clock.now().getTime() + 300 * 86_400_000).toISOString();
        const owner = worldOf().emailOf("ed");
        const input = { release: slug, gate: "good", requirement: "fast", reason, expiresAt, owner };
        await waiveRequirement.execute(kernel, input, await by("sid"));
        return;
      }
      case "dismiss": {
        const { prisma } = kernel.db;
        const where = { release: { slug }, vote: "needs-work" };
        const found = await prisma.$queryRaw<{ id: string }[]>`
          SELECT v.id FROM votes v JOIN releases r ON r.id = v.release_id WHERE r.slug = ${where.release.slug} AND v.vote = ${where.vote} ORDER BY v.order DESC LIMIT 1`;
        const vote = found[0]?.id;
        if (vote === undefined) return;
        await dismissWork.execute(kernel, { release: slug, gate: "good", vote, reason }, await by("sid"));
        return;
      }
      case "advance":
        await advanceStage.execute(kernel, { release: slug, stage, reason }, await by("cora"));
        return;
      case "glass":
        await advanceStage.execute(
          kernel,
          { release: slug, stage, reason, breakGlass: true },
          await by("ed"),
        );
        return;
      case "reopen":
        await reopenStage.execute(kernel, { release: slug, stage: "evaluate", reason }, await by("cora"));
        return;
      case "complete":
        await completeRelease.execute(kernel, { release: slug, outcome: "completed" }, await by("cora"));
        return;
      case "cancel":
        await cancelRelease.execute(kernel, { release: slug, reason }, await by("cora"));
        return;
    }
  }

  async function stageOf({ slug }: SampleRelease): Promise<string> {
    const { stageKey } = await worldOf().kernel.db.prisma.releaseVersion.findFirstOrThrow({
      where: { release: { slug }, validTo: null },
    });
    return stageKey ?? "evaluate";
  }

  async function candidateOf({ slug }: SampleRelease): Promise<string> {
    const { digest } = await worldOf().kernel.db.prisma.candidate.findFirstOrThrow({
      where: { release: { slug }, validTo: null },
    });
    return digest;
  }

  return {
    start: (slug: string): Promise<SampleRelease> => makeRelease(worldOf(), { slug, template: "measured" }),
    /** One after the other, each so long after the one before; answers how many were done. */
    playAll: async (
      release: SampleRelease,
      acts: readonly { act: MeasuredAct; afterMs: number }[],
    ): Promise<number> => {
      let done = 0;
      for (const { act, afterMs } of acts) {
        worldOf().clock.shift(afterMs);
        try {
          await play(release, act);
          done += 1;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }
      return done;
    },
  };
}
