import type { Act } from "@/components/ui/outcome";
import type { InboxItem } from "@/lib/gates/inbox-queries";

/** The acts that gates offer; the pages bring them. */
export interface GateActs {
  vote: Act;
  acknowledge: Act;
  liftVeto: Act;
  dismissWork: Act;
  waive: Act;
}

/** Which requirement of which gate of which release. */
export interface Place {
  release: string;
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
}

/** An id in the page, unique per place. */
export function placeId({ release, gate, requirement }: Place): string {
  return `${release}--${gate}--${requirement ?? "approval"}`;
}

/** Of something in the inbox: one place stands there twice for whoever also acts for another. */
export function inboxId({ release, gate, requirement, onBehalfOf, kind }: InboxItem): string {
  const id = placeId({ release: release.slug, gate: gate.key, requirement: requirement?.key ?? null });
  if (kind === "waiver") return `${id}--waiver`;
  return onBehalfOf === null ? id : `${id}--for-${onBehalfOf.id}`;
}

/** What somebody is asked for. */
export function inboxTitle({
  requirement,
  gate,
  kind,
}: Pick<InboxItem, "requirement" | "gate" | "kind">): string {
  const title = requirement?.title ?? `Approval of “${gate.title}”`;
  return kind === "waiver" ? `Your waiver of “${title}”` : title;
}
