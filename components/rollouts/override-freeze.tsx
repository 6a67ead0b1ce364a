import type { ReactElement } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import type { ReleaseView } from "@/lib/releases/page-model";

/** Letting the release pass a freeze in force; nothing to see where none keeps it. */
export function OverrideFreeze({ release, act }: { release: ReleaseView; act: Act }): ReactElement | null {
  const keeping = release.freezes.filter(({ override }) => override === null);
  if (release.state !== "active" || keeping.length === 0) return null;
  return (
    <ActSheet
      id="override-freeze"
      label="Override the freeze"
      ability={release.abilities.overrideFreeze}
      act={act}
      hidden={{ release: release.slug }}
      hint="Why it cannot wait; it stays on record."
    >
      <Select
        label="Freeze window"
        name="freeze"
        options={keeping.map(({ id, from, title }) => ({
          value: `${id} ${new Date(from).toISOString()}`,
          label: title,
        }))}
      />
      <p className="text-sm text-ink-2">
        This release alone may go on until this occurrence of the window is over. Gates and holds keep it as
        before.
      </p>
    </ActSheet>
  );
}
