import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import type { DrillLevel } from "@/lib/rollbacks/model";
import { levelMeanings, levelWords } from "./rollback-words";

/** Nobody may take a rehearsal for the real thing. */
export function DrillBanner({ level }: { level: DrillLevel }): ReactElement {
  return (
    <p className="mb-3 flex items-start gap-2.5 rounded-md border border-dashed border-spared bg-spared-soft px-3 py-2 text-sm">
      <Shape name="diamond" tone="spared" size={14} className="mt-[3px]" />
      <span>
        <strong className="font-semibold text-spared">
          Drill ({levelWords[level].toLowerCase()}): nothing of this touches users.
        </strong>{" "}
        <span className="text-ink-2">{levelMeanings[level]}</span>
      </span>
    </p>
  );
}
