"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Table, Td, Th } from "@/components/ui/table";
import { withUnit } from "@/lib/metrics/chart";
import { spanText } from "@/lib/metrics/span-text";
import type { Trial } from "@/lib/metrics/trial";
import { LazyAdvice } from "./lazy-chart";

export type Advice = NonNullable<Trial["advice"]>;

/** What other thresholds would have found: the curve, and in a table those worth choosing and the present one. */
export function AdviceView({
  advice,
  unit,
  hrefs,
}: {
  advice: Advice;
  unit: string;
  /** The page's address up to the threshold. */
  hrefs: string;
}): ReactElement {
  const listed = advice.filter(({ isUndominated, isPresent }) => isUndominated || isPresent);
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-prose text-sm text-ink-2">
        Each dot is a threshold, all else unchanged: how often it would have rolled back for nothing, against
        how long it took to find the incidents. A filled dot is worth choosing: no other is as good in
        everything and better in something. The diamond is the threshold shown above.
      </p>
      <LazyAdvice advice={advice} />
      <Table label="Thresholds worth choosing">
        <thead>
          <tr>
            <Th>Threshold</Th>
            <Th>False rollbacks</Th>
            <Th>In breach for nothing</Th>
            <Th>Missed</Th>
            <Th>Delay</Th>
          </tr>
        </thead>
        <tbody>
          {listed.map(
            ({ value, falseRollbacks, falseMs, misses, medianDelayMs, isPresent, isUndominated }) => (
              <tr key={value}>
                <Td>
                  {isPresent ? (
                    <span className="flex flex-wrap items-center gap-2">
                      {withUnit(value, unit)} <Badge>present</Badge>
                      {!isUndominated && <span className="text-xs text-ink-3">another is better</span>}
                    </span>
                  ) : (
                    <Link
                      href={`${hrefs}&value=${encodeURIComponent(value)}#history`}
                      prefetch={false}
                      className="link"
                    >
                      <span className="unseen">Try </span>
                      {withUnit(value, unit)}
                    </Link>
                  )}
                </Td>
                <Td>{falseRollbacks}</Td>
                <Td>{spanText(falseMs)}</Td>
                <Td>{misses}</Td>
                <Td>{medianDelayMs === null ? "–" : spanText(medianDelayMs)}</Td>
              </tr>
            ),
          )}
        </tbody>
      </Table>
    </div>
  );
}
