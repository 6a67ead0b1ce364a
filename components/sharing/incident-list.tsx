import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { type Reader, span, Time } from "@/components/ui/time";
import type { ShownIncident } from "./shown";

/** What goes back or went wrong, each with how it stands and what was said for all who follow it. */
export function IncidentList({
  incidents,
  label,
  reader,
}: {
  incidents: readonly ShownIncident[];
  label: string;
  reader: Reader;
}): ReactElement {
  return (
    <ul aria-label={label}>
      {incidents.map((incident) => (
        <Incident key={incident.key} incident={incident} reader={reader} />
      ))}
    </ul>
  );
}

function Incident({ incident, reader }: { incident: ShownIncident; reader: Reader }): ReactElement {
  const { title, href, what, saying, from, to, updates } = incident;
  const [began, ended] = [Date.parse(from), to === null ? null : Date.parse(to)];
  return (
    <li
      data-row
      className="flex break-inside-avoid flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <p className="min-w-0 font-medium wrap-anywhere">
          {href === null ? (
            title
          ) : (
            <Link href={href} prefetch={false} className="hover:underline">
              {title}
            </Link>
          )}
        </p>
        <Mark tone={saying.tone} shape={saying.shape}>
          {saying.word}
        </Mark>
      </div>
      <p className="text-xs text-ink-3">
        {what}, <Time at={began} reader={reader} />
        {ended === null ? (
          <>, {span(reader.now - began)} so far</>
        ) : (
          <>
            {" to "}
            <Time at={ended} reader={reader} />, {span(ended - began)}
          </>
        )}
      </p>
      {updates.length > 0 && (
        <ol aria-label="What was said" className="flex flex-col gap-1 border-l-2 border-line pl-3">
          {updates.map(({ text, by, at }) => (
            <li key={`${at} ${text}`}>
              <p className="wrap-anywhere whitespace-pre-line">{text}</p>
              <p className="text-xs text-ink-3">
                {by !== null && `${by}, `}
                <Time at={Date.parse(at)} reader={reader} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
