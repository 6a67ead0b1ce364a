import Link from "next/link";
import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import { unintendedCsvHref, unintendedHref } from "@/lib/insights/addresses";
import type { UnintendedAnswer } from "@/lib/insights/observed-schemas";

/** Dependencies that were seen and that nobody declared. */
export function Unintended({
  page: { items, nextCursor },
  reader,
  team,
}: {
  page: { items: readonly UnintendedAnswer[]; nextCursor: string | null };
  reader: Reader;
  team: string | undefined;
}): ReactElement {
  return (
    <Section
      title="Unintended dependencies"
      flush
      aside={
        items.length === 0 ? undefined : (
          <a
            className="link"
            href={unintendedCsvHref({ team })}
            download="unintended-dependencies.csv"
            aria-label="Download as CSV: unintended dependencies"
          >
            Download as CSV
          </a>
        )
      }
    >
      {items.length === 0 ? (
        <p className="max-w-prose px-4 py-3 text-sm text-ink-2">
          No component was seen to depend on one that it does not declare. Traces report what they see to{" "}
          <code className="font-mono text-xs">POST /components/…/observed-dependencies</code>, pipelines send
          their OpenLineage run events to{" "}
          <code className="font-mono text-xs">POST /components/…/openlineage</code>.
        </p>
      ) : (
        <Table label="Dependencies seen and not declared">
          <thead>
            <tr>
              <Th>Component</Th>
              <Th>Depends on</Th>
              <Th>Seen by</Th>
              <Th>
                <span className="unseen">Act</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {items.map((each) => (
              <tr key={`${each.component} ${each.dependsOn}`}>
                <Td>
                  {each.title}
                  <span className="block text-xs text-ink-3">{each.owner}</span>
                </Td>
                <Td>
                  <Link className="link" href={`/components/${each.dependsOn}`} prefetch={false}>
                    {each.dependsOnTitle}
                  </Link>
                </Td>
                <Td className="wrap-anywhere text-ink-2">
                  {each.through.length === 0 ? "a report" : each.through.join(", ")}
                  <span className="block text-xs text-ink-3">
                    first <Time at={Date.parse(each.firstSeenAt)} reader={reader} show="day" />, last{" "}
                    <Time at={Date.parse(each.lastSeenAt)} reader={reader} show="day" />
                  </span>
                </Td>
                <Td className="text-right">
                  <Link
                    className="link whitespace-nowrap"
                    href={`/components/${each.component}`}
                    prefetch={false}
                    aria-label={`Declare on ${each.title} that it depends on ${each.dependsOnTitle}`}
                  >
                    Declare it
                  </Link>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {nextCursor !== null && (
        <p className="px-4 py-2 text-sm text-ink-2">
          The first {items.length}.{" "}
          <a className="link" href={unintendedHref({ team })}>
            All of them
          </a>{" "}
          by the API.
        </p>
      )}
    </Section>
  );
}
