import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { PostMortemView } from "@/lib/learning/page-queries";
import type { PostMortemActs } from "./acts";

const moves = {
  draft: [{ act: "submit", label: "Hand in for review", look: "primary" }],
  review: [{ act: "return", label: "Return to draft", look: "secondary" }],
  published: [{ act: "revise", label: "Begin a revision", look: "secondary" }],
} as const;

/** What comes next: handing in, publishing by somebody else, or beginning anew. */
export function CourseActs({ view, acts }: { view: PostMortemView; acts: PostMortemActs }): ReactElement {
  const { id, state, abilities } = view;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {moves[state].map(({ act, label, look }) => {
        const ability = abilities[act];
        if (!ability.allowed) return <Why key={act} label={label} look={look} align="end" {...ability} />;
        return (
          <ActForm key={act} act={acts.move} submit={label} busy="Recording…" look={look}>
            <input type="hidden" name="postMortem" value={id} />
            <input type="hidden" name="act" value={act} />
          </ActForm>
        );
      })}
      {state === "review" && <Publish view={view} acts={acts} />}
    </div>
  );
}

function Publish({ view, acts }: { view: PostMortemView; acts: PostMortemActs }): ReactElement {
  const ability = view.abilities.publish;
  if (!ability.allowed) return <Why label="Publish" look="primary" align="end" full {...ability} />;
  return (
    <>
      <SheetButton sheet="publish" look="primary">
        Publish…
      </SheetButton>
      <Sheet id="publish" title="Publish the post-mortem">
        <ActForm act={acts.publish} submit="Publish" busy="Publishing…">
          <input type="hidden" name="postMortem" value={view.id} />
          <p className="text-sm text-ink-2">
            What stands in it now becomes a version that stays. A revision is another version beside it.
            {view.kind === "break-glass" && " What whoever broke the glass owes is met by it."}
          </p>
          <Together ability={ability} />
          <Textarea
            label="Note"
            name="reason"
            rows={2}
            maxLength={4_000}
            hint="If there is something to add."
          />
        </ActForm>
      </Sheet>
    </>
  );
}
