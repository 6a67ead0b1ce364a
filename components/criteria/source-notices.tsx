import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { SourceState } from "@/lib/metrics/promql-schemas";

export interface SourceShown {
  server: string;
  interval: string;
  state: SourceState;
}

/** What keeps metrics of these criteria from being read: without it a verdict of no data would look like the model's doing. */
export function SourceNotices({
  sources,
  reader,
}: {
  /** By the metric's name. */
  sources: ReadonlyMap<string, SourceShown>;
  reader: Reader;
}): ReactElement[] {
  return [...sources].flatMap(([metric, { state }]) =>
    state.error === null
      ? []
      : [
          <Notice
            key={metric}
            tone="work"
            title={
              <>
                <code className="wrap-anywhere">{metric}</code> cannot be read since{" "}
                <Time at={Date.parse(state.error.since)} reader={reader} />
              </>
            }
          >
            <p className="max-w-prose wrap-anywhere">
              {state.error.message}. Until it can be, its criteria have no data.
              {state.readTo !== null && (
                <>
                  {" "}
                  Last read for <Time at={Date.parse(state.readTo)} reader={reader} />.
                </>
              )}
            </p>
          </Notice>,
        ],
  );
}
