import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { RemoveMember } from "@/components/settings/remove-member";
import { TeamNotices } from "@/components/notifications/team-notices";
import { TeamGroups } from "@/components/settings/team-groups";
import { TeamMembers } from "@/components/settings/team-members";
import { Section } from "@/components/ui/section";
import { consequencesForPerson } from "@/lib/gates/consequence-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { getTeam } from "@/lib/identity/queries";
import { getRules } from "@/lib/notifications/queries";
import { mayChangeNotices } from "@/lib/notifications/team-notices";
import { kernel } from "@/lib/platform/app";
import { isEmail } from "@/lib/platform/names";
import { site } from "@/lib/platform/site";
import { mayChangeTeam } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { roleWords } from "@/lib/policy/role-words";
import { found } from "../../../_lib/found";
import { getReader, one } from "../../../_lib/reader";
import { putGroups, putMember, removeMember, saveTeamHook, saveTeamRules } from "../actions";

interface Props {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Team ${(await params).key}` };
}

export default async function TeamPage({ params, searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const { key } = await params;
  const { db, clock } = kernel();
  const now = clock.now();
  const [team, organisation, asked] = await Promise.all([
    found(getTeam(db.prisma, key)),
    loadOrganisation(db.prisma, now),
    searchParams,
  ]);
  const fact = organisation.teams.find((each) => each.key === team.key);
  const verdict = fact === undefined ? null : mayChangeTeam(organisation, actor, fact);
  const { provider } = site();
  const source =
    provider === undefined ? null : { name: provider.name, followsGroups: provider.groupsClaim !== null };
  const leaving = one(asked["without"]);
  const member = team.members.find(({ email }) => email === leaving);
  const mayRemove = member !== undefined && (verdict?.allowed === true || member.email === actor.email);
  return (
    <>
      <PageHead title={<span className="wrap-anywhere">{team.title}</span>}>
        <code className="font-mono">{team.key}</code> ·{" "}
        {team.inPools.length === 0
          ? "in no pool, so nobody holds a role by way of it"
          : `roles held by way of it: ${team.inPools.map(roleWords).join(", ")}`}
      </PageHead>
      <div className="flex flex-col gap-4">
        {mayRemove && isEmail(member.email) && (
          <RemoveMember
            team={team}
            member={member}
            isOwn={member.email === actor.email}
            act={removeMember}
            found={await consequencesForPerson(db.prisma, {
              email: member.email,
              of: "leave-team",
              team: team.key,
              actor,
              now,
            })}
          />
        )}
        <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
          <div className="flex min-w-0 flex-col gap-4">
            <TeamMembers team={team} verdict={verdict} reader={{ email: actor.email }} act={putMember} />
            {(source !== null || team.groups.length > 0) && (
              <TeamGroups team={team} source={source} verdict={verdict} act={putGroups} />
            )}
            {fact !== undefined && (
              <TeamNotices
                team={team.key}
                rules={await getRules(db.prisma, { owner: { team: fact.id }, email: false })}
                verdict={mayChangeNotices(actor, { organisation, team: fact })}
                acts={{ rules: saveTeamRules, hook: saveTeamHook }}
                reader={await getReader()}
              />
            )}
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <Owned
              title="Roles held by way of it"
              items={team.inPools.map((role) => ({
                href: `/settings/roles/${role}`,
                title: roleWords(role),
              }))}
              none="None. A pool's leads put a team into it on the role's page."
            />
            <Owned
              title="Components it owns"
              items={team.components.map((each) => ({
                href: `/components/${each.key}`,
                title: each.title,
                aside: `tier ${each.tier}`,
              }))}
              none="None. Whoever registers or changes a component names the team that owns it."
            />
            <Owned
              title="Machines it owns"
              items={team.machines.map((each) => ({
                href: `/settings/machines/${each.key}`,
                title: each.title,
              }))}
              none="None. A machine is registered under Machines, for the team that answers for it."
            />
          </div>
        </div>
      </div>
    </>
  );
}

function Owned({
  title,
  items,
  none,
}: {
  title: string;
  items: readonly { href: string; title: string; aside?: string }[];
  none: string;
}): ReactElement {
  return (
    <Section title={title} flush>
      {items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">{none}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.href} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <Link href={item.href} prefetch={false} className="font-medium wrap-anywhere hover:underline">
                <span className="inline-block first-letter:uppercase">{item.title}</span>
              </Link>
              {item.aside !== undefined && <span className="text-ink-3"> · {item.aside}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
