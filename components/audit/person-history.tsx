import Link from "next/link";
import type { ReactElement } from "react";
import { accessWords } from "@/components/settings/words";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import type { PersonHistory as History } from "@/lib/audit/history-schemas";
import { accessLevels } from "@/lib/identity/actor";
import { roleWords } from "@/lib/policy/role-words";
import { RangeList } from "./range-list";
import { EntryLink } from "./timeline";

/** What somebody was here over time. */
export function PersonHistory({ history, reader }: { history: History; reader: Reader }): ReactElement {
  const { access, teams, eligible, roles, isCut } = history;
  return (
    <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
      <Section title="Roles on releases" aside={isCut ? "the newest" : undefined} flush>
        <RangeList
          label="Roles on releases"
          reader={reader}
          none="None that you can see."
          rows={roles.map(({ role, release, by, from, to, ended }) => ({
            key: `${release.slug} ${role} ${from} ${by?.key ?? ""}`,
            name: roleLink(role),
            note: (
              <>
                <EntryLink href={`/releases/${release.slug}`}>{release.title}</EntryLink>
                {by !== null && `, ${byWords(by)}`}
              </>
            ),
            from,
            to,
            ended,
          }))}
        />
      </Section>
      <Section title="Roles that they could be given" flush>
        <RangeList
          label="Roles that they could be given"
          reader={reader}
          none="None: they were in no pool."
          rows={eligible.map(({ role, by, from, to }) => ({
            key: `${role} ${from} ${by?.key ?? ""}`,
            name: roleLink(role),
            note: by === null ? "by name" : byWords(by),
            from,
            to,
          }))}
        />
      </Section>
      <Section title="Teams" flush>
        <RangeList
          label="Teams"
          reader={reader}
          none="They were in none."
          rows={teams.map(({ key, title, lead, from, to }) => ({
            key: `${key} ${from}`,
            name: (
              <Link href={`/settings/teams/${key}`} prefetch={false} className="hover:underline">
                {title}
              </Link>
            ),
            ...(lead && { note: "lead" }),
            from,
            to,
          }))}
        />
      </Section>
      <Section title="Access" flush>
        <RangeList
          label="Access"
          reader={reader}
          none="They never had any."
          rows={access.map(({ level, from, to }) => ({
            key: `${level} ${from}`,
            name: levelWords(level),
            from,
            to,
          }))}
        />
      </Section>
    </div>
  );
}

function roleLink(role: string): ReactElement {
  return (
    <Link href={`/ledger/roles/${role}`} prefetch={false} className="hover:underline">
      <span className="inline-block first-letter:uppercase">{roleWords(role)}</span>
    </Link>
  );
}

function byWords({ kind, title }: { kind: "team" | "rota"; title: string }): string {
  return kind === "team" ? `by way of ${title}` : `while on shift of ${title}`;
}

function levelWords(level: string): string {
  const known = accessLevels.find((each) => each === level);
  return known === undefined ? level : accessWords[known].word;
}
