import { addAction } from "@/lib/learning/add-action";
import { answerQuestion } from "@/lib/learning/answer-question";
import { movePostMortem } from "@/lib/learning/move-post-mortem";
import { openPostMortem } from "@/lib/learning/open-post-mortem";
import { proposeTemplateChange } from "@/lib/learning/propose-template-change";
import { sampleTemplate } from "@/lib/testing/release";
import type { World } from "@/lib/testing/world";

/** Ids of post-mortems by the champion, a draft and one in review, and of an entry of the draft's release. */
export interface LearningStage {
  draft: string;
  review: string;
  entry: string;
  /** Of the draft: an action, and what it proposes of a template, which can be proposed once more. */
  action: string;
  proposal: string;
  template: string;
  source: string;
}

/** @param slugs of the releases of a draft, and of one that is in review */
export async function withPostMortems(
  world: World,
  slugs: { draft: string; review: string },
): Promise<LearningStage> {
  const { kernel } = world;
  const cora = world.call(await world.actor("cora"));
  const opened = async (release: string): Promise<string> => {
    const { id } = await openPostMortem.execute(kernel, { release }, cora);
    const answer = { postMortem: id, question: "happened", text: "The share grew.", version: 0 } as const;
    await answerQuestion.execute(kernel, answer, cora);
    return id;
  };
  const [draft, review] = [await opened(slugs.draft), await opened(slugs.review)];
  await movePostMortem.execute(kernel, { postMortem: review, act: "submit" }, cora);
  const { id: releaseId } = await kernel.db.prisma.release.findUniqueOrThrow({
    where: { slug: slugs.draft },
  });
  const where = { type: "release.started", releaseId };
  const { id: entry } = await kernel.db.prisma.ledgerEntry.findFirstOrThrow({ where });
  const owed = { postMortem: draft, title: "Watch refunds.", owner: world.emailOf("mia"), due: "2099-01-01" };
  const { id: action } = await addAction.execute(kernel, owed, cora);
  const template = sampleTemplate.key;
  const source = JSON.stringify({ ...sampleTemplate, title: "With refunds" });
  const change = { template, source, mediaType: "application/json", reason: "It was missed." } as const;
  const asked = { postMortem: draft, action, ...change };
  const { id: proposal } = await proposeTemplateChange.execute(kernel, asked, cora);
  return { draft, review, entry, action, proposal, template, source };
}
