import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { ReleaseView } from "@/lib/releases/page-model";

/** Letting the release pass a freeze in force; nothing to see where none keeps it. */
export function OverrideFreeze({ release, act }: { release: ReleaseView; act: Act }): ReactElement | null {
  const ability = release.abilities.overrideFreeze;
  const keeping = release.freezes.filter(({ override }) => override === null);
  const label = "Override the freeze";
  if (release.state !== "active" || keeping.length === 0) return null;
  if (!ability.allowed) return <Why label={label} size="sm" {...ability} />;
  return (
    <div>
      <SheetButton sheet="override-freeze" size="sm">
        {label}…
      </SheetButton>
      <Sheet id="override-freeze" title={label}>
        <ActForm act={act} submit={label} busy="Recording…" look="danger">
          <input type="hidden" name="release" value={release.slug} />
          <Select
            label="Freeze window"
            name="freeze"
            options={keeping.map(({ id, from, title }) => ({
              value: `${id} ${new Date(from).toISOString()}`,
              label: title,
            }))}
          />
          <p className="text-sm text-ink-2">
            This release alone may go on until this occurrence of the window is over. Gates and holds keep it
            as before.
          </p>
          <Together ability={ability} />
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            maxLength={4_000}
            hint="Why it cannot wait; it stays on record."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
