import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { span } from "@/components/ui/time";
import type { GlassView } from "@/lib/releases/glass-view";

/** Deciding alone, past what is unmet: apart from the ordinary act, with what it lets pass and what it obliges to. */
export function BreakGlassAct({
  id,
  label,
  act,
  glass,
  hidden,
}: {
  id: string;
  /** What it does: `advance to Canary`. */
  label: string;
  act: Act;
  glass: GlassView;
  /** What the ordinary act's form sends. */
  hidden: Record<string, string>;
}): ReactElement {
  const title = `Break the glass: ${label}`;
  return (
    <div>
      <SheetButton sheet={id} size="sm" look="danger">
        Break the glass to {label}…
      </SheetButton>
      <Sheet id={id} title={title}>
        <ActForm act={act} submit={title} busy="Recording…" look="danger">
          {Object.entries({ ...hidden, breakGlass: "true" }).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <GlassTerms glass={glass} />
        </ActForm>
      </Sheet>
    </div>
  );
}

/** What breaking the glass lets pass and obliges to, why it cannot wait, and that one answers for it: the fields of its form. */
export function GlassTerms({ glass, covers }: { glass: GlassView; covers?: string }): ReactElement {
  return (
    <>
      <Notice tone="stop" title="It lets pass, each by name on record">
        {glass.passes.length === 0 ? (
          (covers ?? "Nothing unmet: you decide alone what others would have decided.")
        ) : (
          <ul className="list-disc pl-4">
            {glass.passes.map((each) => (
              <li key={each} className="wrap-anywhere">
                {each}
              </li>
            ))}
          </ul>
        )}
      </Notice>
      <Notice tone="work" title="It obliges to">
        <ul className="list-disc pl-4">
          <li>a review by somebody else within {span(glass.reviewWithinMs)}</li>
          <li>a post-mortem by you</li>
        </ul>
        Both stand on the release until they are met, also after it has ended.
      </Notice>
      <Textarea
        label="Why it cannot wait"
        name="reason"
        required
        minLength={20}
        maxLength={4_000}
        rows={4}
        hint="At least 20 characters; everybody who sees the release reads it."
      />
      <Checkbox name="alone" required label="I decide this alone, and answer for it." />
    </>
  );
}
