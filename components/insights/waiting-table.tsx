import Link from "next/link";
import type { ReactElement } from "react";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import type { WaitingAnswer } from "@/lib/insights/schemas";
import { type HealthTitles, partTitle, requirementTitle, subjectTitle } from "@/lib/insights/titles";
import { lengthWords } from "@/lib/insights/words";

/** What waits for a role, one by one. */
export function WaitingTable({
  items,
  titles,
  reader,
}: {
  items: readonly WaitingAnswer[];
  titles: HealthTitles;
  reader: Reader;
}): ReactElement {
  return (
    <Table label="What waits, by release">
      <thead>
        <tr>
          <Th>What</Th>
          <Th>Of whom</Th>
          <Th className="text-right">Has waited</Th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ release, role, gate, requirement, since, waitedMs, pausedSince }) => (
          <tr key={`${release.slug} ${gate} ${requirement ?? ""} ${role}`}>
            <Td className="min-w-40 wrap-anywhere">
              <Link className="link font-medium" href={`/releases/${release.slug}`} prefetch={false}>
                {release.title}
              </Link>
              <span className="block text-xs text-ink-2">
                <Link
                  className="link inline-block min-h-6"
                  href={`/releases/${release.slug}/readiness#gate-${gate.slice(gate.indexOf("/") + 1)}`}
                  prefetch={false}
                >
                  {requirement === null ? "the gate's approval" : requirementTitle(titles, gate, requirement)}
                </Link>
                {" in "}
                {partTitle(titles, gate)}
              </span>
            </Td>
            <Td>{subjectTitle(titles, "wait", role)}</Td>
            <Td className="tabular text-right">
              {lengthWords(waitedMs)}
              <span className="block text-xs text-ink-2">
                asked <Time at={Date.parse(since)} reader={reader} show="day" />
              </span>
              {pausedSince !== null && (
                <span className="block text-xs text-ink-2">
                  stands still since <Time at={Date.parse(pausedSince)} reader={reader} show="day" />, because
                  work was asked for
                </span>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
