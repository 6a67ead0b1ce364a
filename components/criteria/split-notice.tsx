import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { SplitAnswer } from "@/lib/metrics/verdict-schemas";

/** Whether traffic is split as intended, where a criterion compares the canary with the baseline. */
export function SplitNotice({ split, reader }: { split: SplitAnswer; reader: Reader }): ReactElement | null {
  switch (split.state) {
    case "nothing-to-split":
      return null;
    case "no-test":
      return (
        <p className="max-w-prose text-sm text-ink-2">
          Whether traffic is split as intended is not tested: there is no metric <code>exposures</code>. To
          have it tested, declare that metric with kind value and send how many unique units each cohort got.
        </p>
      );
    case "running":
      return (
        <p className="max-w-prose text-sm text-ink-2">
          {split.canary + split.baseline === 0
            ? `Whether traffic is split as intended, ${split.percent} % to the canary, is tested once units are sent for exposures.`
            : `Traffic is split as intended, as far as can be told: ${observed(split)}, ${split.percent} % are intended.`}
        </p>
      );
    case "rejected":
      return (
        <Notice tone="work" title="Traffic is not split as intended, so cohorts are not compared">
          <p className="max-w-prose">
            {observed(split)}, {split.percent} % are intended. Chance alone does so in less than one of a
            thousand releases.
            {split.rejectedAt !== null && (
              <>
                {" "}
                Since <Time at={Date.parse(split.rejectedAt)} reader={reader} />, until the exposure is
                another.
              </>
            )}
          </p>
        </Notice>
      );
  }
}

function observed({ canary, baseline }: SplitAnswer): string {
  const all = canary + baseline;
  const share = Math.round((canary / all) * 10_000) / 100;
  return `${canary.toLocaleString("en")} of ${all.toLocaleString("en")} units are on the canary, ${share} %`;
}
