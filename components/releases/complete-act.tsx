import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { Off } from "@/components/policy/act-sheet";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { ReleaseView } from "@/lib/releases/page-model";

/** Ending the release with its candidates live; what prevents it is said by the rule that refuses it. */
export function CompleteAct({
  release,
  act,
  size = "md",
}: {
  release: ReleaseView;
  act: Act;
  size?: "sm" | "md";
}): ReactElement | null {
  if (release.course === null) return null;
  const look = size === "md" ? "primary" : "secondary";
  const { ability, fault } = release.course.complete;
  if (fault !== null || !ability.allowed)
    return (
      <Off
        label="Complete the release"
        ability={ability}
        fault={fault}
        size={size}
        look={look}
        align={size === "md" ? "end" : "start"}
      />
    );
  const live = release.components.map(({ title, candidate }) =>
    `${title} ${candidate?.version ?? ""}`.trim(),
  );
  return (
    <div>
      <SheetButton sheet="complete" look={look} size={size}>
        Complete the release
      </SheetButton>
      <Sheet id="complete" title="Complete the release">
        <ActForm act={act} submit="Complete it" busy="Completing…">
          <input type="hidden" name="release" value={release.slug} />
          <p className="text-sm text-ink-2">
            It ends here, with {live.join(", ")} live: the next release of {live.length === 1 ? "it" : "them"}{" "}
            is compared with this one. Nothing can be signed or changed afterwards.
          </p>
          <Together ability={ability} />
          <Textarea label="Note (optional)" name="reason" rows={2} maxLength={4_000} />
        </ActForm>
      </Sheet>
    </div>
  );
}
