import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Badge, Mark } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import type { RightHistory as History, RightNowAnswer } from "@/lib/audit/history-schemas";
import { EntryLink } from "./timeline";

/** What granted a right over time, who could use it now, and where the glass was broken for it. */
export function RightHistory({ history, reader }: { history: History; reader: Reader }): ReactElement {
  const { periods, organisation, releases, breakGlass, joint } = history;
  const tables = [...new Set(periods.map(({ table }) => table?.key ?? null))];
  return (
    <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
      <div className="flex min-w-0 flex-col gap-4">
        {periods.length === 0 && (
          <Section title="What grants it">
            <p className="text-sm text-ink-2">
              No table of rights ever named it. What a gate asks for is signed by whoever it names.
            </p>
          </Section>
        )}
        {tables.map((key) => {
          const own = periods.filter(({ table }) => (table?.key ?? null) === key);
          const table = own[0]?.table ?? null;
          return (
            <Section
              key={key ?? ""}
              title={table === null ? "By the organisation" : `By the template ${table.title}`}
              aside={joint === "any" ? "any row suffices" : undefined}
              flush
            >
              <Periods periods={own} reader={reader} />
            </Section>
          );
        })}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Section title="Who could use it now" flush>
          <ul aria-label="Who could use it now">
            {organisation !== null && (
              <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
                <p className="font-medium">In the organisation</p>
                <Now now={organisation} />
              </li>
            )}
            {releases.map(({ release, now }) => (
              <li key={release.slug} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
                <p className="font-medium">
                  <EntryLink href={`/releases/${release.slug}`}>{release.title}</EntryLink>
                </p>
                {now === null ? (
                  <p className="text-ink-3">
                    No row holds as it stands, or who may depends on the condition.{" "}
                    <EntryLink href={`/rights?of=release:${release.slug}`}>Its rights</EntryLink>
                  </p>
                ) : (
                  <Now now={now} />
                )}
              </li>
            ))}
            {organisation === null && releases.length === 0 && (
              <li className="px-4 py-3 text-sm text-ink-2">It is about releases, and none is in flight.</li>
            )}
          </ul>
        </Section>
        <Section
          title="Broken glass"
          aside={breakGlass.length === 0 ? undefined : `${breakGlass.length}`}
          flush
        >
          {breakGlass.length === 0 ? (
            <p className="px-4 py-3 text-sm text-ink-2">
              Nobody broke the glass for it, on a release that you can see.
            </p>
          ) : (
            <ul aria-label="Broken glass">
              {breakGlass.map(({ id, release, by, role, reason, at, review }) => (
                <li key={id} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
                  <p>
                    <EntryLink href={`/ledger/people/${encodeURIComponent(by.email)}`}>{by.name}</EntryLink>{" "}
                    as {roleWords(role)} on{" "}
                    <EntryLink href={`/releases/${release.slug}`}>{release.title}</EntryLink>
                    <span className="text-ink-3">
                      {" "}
                      · <Time at={Date.parse(at)} reader={reader} />
                    </span>
                  </p>
                  <p className="text-ink-2 wrap-anywhere">“{reason}”</p>
                  {review === null ? (
                    <Mark tone="aged" shape="half" className="text-xs">
                      not reviewed yet
                    </Mark>
                  ) : (
                    <Mark
                      tone={review === "justified" ? "good" : "stop"}
                      shape={review === "justified" ? "check-disc" : "stop"}
                      className="text-xs"
                    >
                      reviewed: {review.replaceAll("-", " ")}
                    </Mark>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
    </div>
  );
}

function Periods({ periods, reader }: { periods: History["periods"]; reader: Reader }): ReactElement {
  return (
    <ol aria-label="What granted it, the newest first">
      {periods.map(({ versions: { first, last }, from, to, rows }) => (
        <li key={first} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
          {rows.length === 0 ? (
            <Badge tone="idle" shape="dash">
              nobody&apos;s
            </Badge>
          ) : (
            <ul>
              {rows.map(({ slots, when }) => {
                const words = slots.map((slot) => slot.words).join(", and ");
                return (
                  <li key={`${words} ${when ?? ""}`} className="wrap-anywhere first-letter:uppercase">
                    {words}
                    {when !== null && <span className="text-ink-2"> · {when}</span>}
                  </li>
                );
              })}
            </ul>
          )}
          <p className="text-xs text-ink-3">
            {first === last ? `version ${first}` : `versions ${first} to ${last}`},{" "}
            <Time at={Date.parse(from)} reader={reader} /> –{" "}
            {to === null ? "now" : <Time at={Date.parse(to)} reader={reader} />}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Now({ now: { alone, together, isPossible } }: { now: RightNowAnswer }): ReactElement {
  if (!isPossible)
    return (
      <Badge tone="stop" shape="stop">
        nobody can decide it now
      </Badge>
    );
  if (together.length === 0)
    return (
      <p className="text-ink-2 wrap-anywhere" title={alone.map(({ email }) => email).join(", ")}>
        {whoWords(alone, { max: 6, or: true })}
      </p>
    );
  return (
    <ul className="text-ink-2">
      {together.map(({ roles, count, whoMay }) => (
        <li key={`${roles.join()} ${count}`} className="wrap-anywhere">
          {count} of {roles.map(roleWords).join(" or ")}: {whoWords(whoMay, { max: 6, or: true })}
        </li>
      ))}
    </ul>
  );
}
