import Link from "next/link";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { whoWords } from "@/components/ui/who-words";
import type { Verdict } from "@/lib/policy/model";
import type { RoleAnswer } from "@/lib/policy/schemas";
import { personPath } from "./words";

/** A role's pool: teams and people, and changing it by the rules. */
export function Pool({
  role,
  verdict,
  leads,
  teams,
  act,
}: {
  role: RoleAnswer;
  verdict: Verdict;
  leads: readonly { name: string }[];
  /** Keys of teams that are not in it. */
  teams: readonly string[];
  act: Act;
}): ReactElement {
  const owner = leads.length === 0 ? "whoever may change the rights" : whoWords(leads);
  return (
    <Section title="Pool" aside={`changed by ${owner}`} flush>
      {role.pool.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">It is empty.</p>}
      <ul aria-label="Pool">
        {role.pool.map((member) => (
          <li
            key={member}
            className="flex items-center justify-between gap-4 border-b border-line px-4 py-2 text-sm"
          >
            <Member member={member} />
            {verdict.allowed && (
              <LinkButton
                size="sm"
                look="quiet"
                href={`/settings/roles/${role.key}?without=${encodeURIComponent(member)}`}
                prefetch={false}
                aria-label={`Take ${nameOf(member)} out of the pool…`}
              >
                Take out…
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-4 p-4">
        {verdict.allowed ? (
          <Add role={role} teams={teams} act={act} />
        ) : (
          <Why label="Change the pool" reason={verdict.reason} whoMay={verdict.whoMay} full />
        )}
        <p className="text-xs text-ink-3">
          Nobody adds themselves to a pool, by name or by a team they are in.
        </p>
      </div>
    </Section>
  );
}

function Member({ member }: { member: string }): ReactElement {
  const isTeam = member.startsWith("team:");
  const name = nameOf(member);
  return (
    <p className="min-w-0 wrap-anywhere">
      <Link
        href={isTeam ? `/settings/teams/${name}` : personPath(member)}
        prefetch={false}
        className="font-medium hover:underline"
      >
        {name}
      </Link>
      <span className="text-ink-3"> · {isTeam ? "team" : "by name"}</span>
    </p>
  );
}

function nameOf(member: string): string {
  return member.startsWith("team:") ? member.slice(5) : member;
}

function Add({ role, teams, act }: { role: RoleAnswer; teams: readonly string[]; act: Act }): ReactElement {
  const hidden = (
    <>
      <input type="hidden" name="role" value={role.key} />
      <input type="hidden" name="expected" value={role.poolDigest} />
      {role.pool.map((member) => (
        <input key={member} type="hidden" name="pool" value={member} />
      ))}
    </>
  );
  return (
    <>
      {teams.length > 0 && (
        <ActForm act={act} submit="Add the team" busy="Adding…" look="secondary" row>
          {hidden}
          <div className="min-w-48 flex-1">
            <Select
              label="Team"
              name="team"
              options={teams.map((key) => ({ value: `team:${key}`, label: key }))}
            />
          </div>
        </ActForm>
      )}
      <ActForm act={act} submit="Add the person" busy="Adding…" look="secondary" row>
        {hidden}
        <div className="min-w-48 flex-1">
          <Input
            label="Address of somebody here"
            name="person"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
          />
        </div>
      </ActForm>
    </>
  );
}
