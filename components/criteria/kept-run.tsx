import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import type { KeptBacktest } from "@/lib/metrics/tried-queries";

/** Whether it is kept that a criterion was run over history; where it can be, with the button that does. */
export function KeptRun({
  kept,
  release,
  criterion,
  span,
  act,
  reader,
}: {
  /** null: no run of it is kept. */
  kept: KeptBacktest | null;
  release: string;
  /** Key. */
  criterion: string;
  /** As it was asked for; null: nothing is stored that it could be run over. */
  span: { from: string | undefined; to: string | undefined } | null;
  act: Act;
  reader: Reader;
}): ReactElement {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      {kept === null ? (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
          <Mark tone="aged" shape="half">
            Not tried on history yet
          </Mark>
          {span === null
            ? "Agendas of readiness reviews say so."
            : "Agendas of readiness reviews say so until a run is kept."}
        </p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
          <Mark tone="good" shape="check-disc">
            Tried on history
          </Mark>
          by {kept.by}, <Time at={kept.at} reader={reader} />:{" "}
          {kept.firstBreachAt === null ? "no breach" : "it breached"} in {kept.evaluations} evaluations
        </p>
      )}
      {span !== null && (
        <ActForm act={act} submit="Keep this run" busy="Keeping…" look="secondary" size="sm" row>
          <input type="hidden" name="release" value={release} />
          <input type="hidden" name="criterion" value={criterion} />
          {span.from !== undefined && <input type="hidden" name="from" value={span.from} />}
          {span.to !== undefined && <input type="hidden" name="to" value={span.to} />}
        </ActForm>
      )}
    </div>
  );
}
