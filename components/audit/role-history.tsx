import Link from "next/link";
import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { RoleHistory as History } from "@/lib/audit/history-schemas";
import { RangeList } from "./range-list";
import { EntryLink } from "./timeline";

interface Named {
  name: string;
  email: string;
}

/** Who held a role when, and what it decides. */
export function RoleHistory({ history, reader }: { history: History; reader: Reader }): ReactElement {
  const { held, eligible, rotas, shifts, decides, isCut } = history;
  return (
    <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
      <Section title="What it decides now" flush>
        <Decides decides={decides} reader={reader} />
      </Section>
      <Section title="Who held it on releases" aside={isCut ? "the newest" : undefined} flush>
        <RangeList
          label="Who held it on releases"
          reader={reader}
          none="Nobody, on a release that you can see."
          rows={held.map(({ person, release, by, from, to, ended }) => ({
            key: `${person.email} ${release.slug} ${from} ${by?.key ?? ""}`,
            name: personLink(person),
            note: (
              <>
                <EntryLink href={`/releases/${release.slug}`}>{release.title}</EntryLink>
                {by !== null && `, by way of ${by.title}`}
              </>
            ),
            from,
            to,
            ended,
          }))}
        />
      </Section>
      <Section title="Who could be given it" flush>
        <RangeList
          label="Who could be given it"
          reader={reader}
          none="Nobody was in its pool."
          rows={eligible.map(({ person, by, from, to }) => ({
            key: `${person.email} ${from} ${by?.key ?? ""}`,
            name: personLink(person),
            note: by === null ? "by name" : `by way of ${by.title}`,
            from,
            to,
          }))}
        />
      </Section>
      {rotas.length > 0 && (
        <Section title="Rotas that had it" flush>
          <RangeList
            label="Rotas that had it"
            reader={reader}
            none=""
            rows={rotas.map(({ rota, release, from, to }) => ({
              key: `${rota.key} ${release.slug} ${from}`,
              name: (
                <Link href={`/settings/rotas/${rota.key}`} prefetch={false} className="hover:underline">
                  {rota.title}
                </Link>
              ),
              note: <EntryLink href={`/releases/${release.slug}`}>{release.title}</EntryLink>,
              from,
              to,
            }))}
          />
        </Section>
      )}
      {shifts.length > 0 && (
        <Section title="On shift in the last 30 days" flush>
          <RangeList
            label="On shift in the last 30 days"
            reader={reader}
            none=""
            rows={shifts.map(({ rota, person, from, to }) => ({
              key: `${rota.key} ${from}`,
              name: personLink(person),
              note: rota.title,
              from,
              to,
            }))}
          />
        </Section>
      )}
    </div>
  );
}

function Decides({ decides, reader }: { decides: History["decides"]; reader: Reader }): ReactElement {
  if (decides.length === 0)
    return (
      <p className="px-4 py-3 text-sm text-ink-2">
        Nothing by a table of rights. Gates of templates can still ask for its signature.
      </p>
    );
  return (
    <ul aria-label="What it decides now" className="max-h-[36rem] overflow-y-auto">
      {decides.map(({ decision, title, table, slots, when, since, sinceVersion }) => (
        <li
          key={`${table?.key ?? ""} ${decision} ${when ?? ""} ${slots.map(({ words }) => words).join()}`}
          className="border-b border-line px-4 py-2 text-sm last:border-b-0"
        >
          <p>
            <Link
              href={`/ledger/rights/${decision}`}
              prefetch={false}
              className="font-medium hover:underline"
            >
              {title}
            </Link>
            {when !== null && <span className="text-ink-2"> · {when}</span>}
          </p>
          <p className="text-ink-2">{slots.map(({ words }) => words).join(", and ")}</p>
          <p className="text-xs text-ink-3">
            {table === null ? (
              "by the organisation"
            ) : (
              <>
                by the template <EntryLink href={`/templates/${table.key}`}>{table.title}</EntryLink>
              </>
            )}
            , since <Time at={Date.parse(since)} reader={reader} /> (version {sinceVersion})
          </p>
        </li>
      ))}
    </ul>
  );
}

function personLink({ name, email }: Named): ReactElement {
  return (
    <Link
      href={`/ledger/people/${encodeURIComponent(email)}`}
      prefetch={false}
      title={email}
      className="hover:underline"
    >
      <bdi>{name}</bdi>
    </Link>
  );
}
