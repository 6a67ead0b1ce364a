import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Pool } from "@/components/settings/pool";
import { RemoveFromPool } from "@/components/settings/remove-from-pool";
import { RoleHolders } from "@/components/settings/role-holders";
import { RoleUses } from "@/components/settings/role-uses";
import { consequencesForPool } from "@/lib/gates/consequence-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { mayChangePool, poolOwners } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { listRoles } from "@/lib/policy/role-queries";
import { waysInto } from "@/lib/policy/ways";
import { one } from "../../../_lib/reader";
import { putPool } from "../actions";

interface Props {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Role ${(await params).key}` };
}

export default async function RolePage({ params, searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const { key } = await params;
  const { db, clock } = kernel();
  const now = clock.now();
  const [roles, organisation, asked] = await Promise.all([
    listRoles(db.prisma, now),
    loadOrganisation(db.prisma, now),
    searchParams,
  ]);
  const role = roles.find((each) => each.key === key);
  if (role === undefined) notFound();
  const verdict = mayChangePool(organisation, actor, key);
  const without = one(asked["without"]);
  const isAsking = verdict.allowed && without !== undefined && role.pool.includes(without);
  const rest = role.pool.filter((member) => member !== without);
  return (
    <>
      <PageHead title={<span className="wrap-anywhere">{role.title}</span>}>
        <code className="font-mono">{role.key}</code> · who is in the pool can be given the role on a release;
        where a decision has no release, they hold it.{" "}
        <Link href={`/ledger/roles/${role.key}`} prefetch={false} className="underline underline-offset-2">
          Over time
        </Link>
      </PageHead>
      <div className="flex flex-col gap-4">
        {isAsking && (
          <RemoveFromPool
            role={role}
            member={without}
            rest={rest}
            act={putPool}
            found={await consequencesForPool(db.prisma, { role: key, pool: rest, actor, now })}
          />
        )}
        <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
          <Pool
            role={role}
            verdict={verdict}
            leads={poolOwners(organisation, key).leads}
            teams={organisation.teams
              .map((team) => team.key)
              .filter((team) => !role.pool.includes(`team:${team}`))}
            act={putPool}
          />
          <div className="flex min-w-0 flex-col gap-4">
            <RoleHolders holders={waysInto(organisation, key)} />
            <RoleUses role={key} rows={organisation.rights?.rows ?? []} />
          </div>
        </div>
      </div>
    </>
  );
}
