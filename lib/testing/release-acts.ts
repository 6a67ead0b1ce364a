import { castVote } from "@/lib/gates/cast-vote";
import type { VoteKind } from "@/lib/gates/model";
import { getGate } from "@/lib/gates/queries";
import type { GateAnswer } from "@/lib/gates/schemas";
import type { Kernel } from "@/lib/platform/command";
import { advanceStage } from "@/lib/releases/advance-stage";
import { entriesOf, type ReadEntry } from "./ledger-entries";
import type { SampleRelease } from "./release";
import type { World } from "./world";

interface Signing {
  by: string;
  role: string;
  vote?: VoteKind;
  conditions?: { text: string; owner: string; due: string }[];
}

/** What tests do with a sample release, and what they read of it. */
export function releaseActs(worldOf: () => World) {
  async function gateOf(release: SampleRelease): Promise<GateAnswer> {
    const { kernel, clock, system } = worldOf();
    const asked = { slug: release.slug, gate: release.gate, actor: system, now: clock.now() };
    return getGate(kernel.db.prisma, asked);
  }

  /** A signature on the requirement as it stands now, to be cast later. */
  async function signing(release: SampleRelease, { by, role, vote = "approve", ...rest }: Signing) {
    const caller = worldOf().call(await worldOf().actor(by));
    const subjectDigest = (await gateOf(release)).requirements[0]?.subjectDigest ?? "";
    const { slug, gate, requirement } = release;
    const reason = vote === "approve" ? {} : { reason: "It is not safe." };
    const input = { release: slug, gate, requirement, role, vote, subjectDigest, ...reason, ...rest };
    return (kernel: Kernel) => castVote.execute(kernel, input, caller);
  }

  async function sign(release: SampleRelease, by: string, role: string): Promise<void> {
    const act = await signing(release, { by, role });
    await act(worldOf().kernel);
  }

  async function advancing(release: SampleRelease, by = "cora") {
    const caller = worldOf().call(await worldOf().actor(by));
    const input = { release: release.slug, stage: release.stage };
    return (kernel: Kernel) => advanceStage.execute(kernel, input, caller);
  }

  /** Where the release stands, and how often it was recorded that it advanced. */
  async function courseOf({ slug }: SampleRelease) {
    const { kernel } = worldOf();
    const row = await kernel.db.prisma.release.findUniqueOrThrow({
      where: { slug },
      include: { versions: { where: { validTo: null } }, passages: true },
    });
    const entries = await entriesOf(kernel, { releaseId: row.id, type: "stage.advanced" });
    return { stage: row.versions[0]?.stageKey, passages: row.passages.length, entries: entries.length };
  }

  async function entriesOn({ slug }: SampleRelease, type: string): Promise<ReadEntry[]> {
    const { kernel } = worldOf();
    const { id } = await kernel.db.prisma.release.findUniqueOrThrow({ where: { slug } });
    return entriesOf(kernel, { releaseId: id, type });
  }

  return { gateOf, signing, sign, advancing, courseOf, entriesOn };
}

/** What `courseOf` answers for a release in its first stage, and for one that advanced once. */
export const stays = { stage: "evaluate", passages: 0, entries: 0 };
export const advanced = { stage: "canary", passages: 1, entries: 1 };
