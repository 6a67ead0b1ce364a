import { gateSayings, type Saying } from "@/components/gates/status";
import type { ReviewDetail } from "@/lib/reviews/schemas";
import { closing, conclusion, opening, type Step } from "@/lib/reviews/steps";
import { agendaSayings } from "./words";

type Agenda = ReviewDetail["agenda"][number];

export interface StepShown {
  step: Step;
  title: string;
  saying: Saying | null;
  /** null: of the meeting itself. */
  agenda: Agenda | null;
  /** null: no item of an agenda, or of one that was settled. */
  item: Agenda["items"][number] | null;
}

/** A step in words. */
export function stepShown(agenda: readonly Agenda[], step: Step): StepShown {
  const own = agenda.find(({ release }) => release.slug === step.release) ?? null;
  const item = own?.items.find(({ key }) => key === step.item) ?? null;
  const plain = { step, saying: null, agenda: own, item };
  if (item !== null) {
    const saying = item.status === null ? agendaSayings[item.kind] : gateSayings[item.status];
    return { ...plain, title: item.text, saying };
  }
  switch (step.item) {
    case opening:
      return { ...plain, title: "Who is here" };
    case closing:
      return { ...plain, title: "Closing" };
    case conclusion:
      return { ...plain, title: "How does it end?" };
    default:
      return { ...plain, title: "This is settled" };
  }
}
