import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { toAbility } from "@/lib/policy/ability";
import { PageHead } from "@/components/layout/top-bar";
import { RightsTable } from "@/components/policy/rights-table";
import { Allowed } from "@/components/settings/allowed";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Card } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { byRightsChange } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { getRights, listRoles } from "@/lib/policy/role-queries";
import { getReader } from "../../_lib/reader";

export const metadata: Metadata = { title: "Decision rights" };

export default async function RightsPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const now = clock.now();
  const organisation = await loadOrganisation(db.prisma, now);
  const mayChange = toAbility(byRightsChange(organisation, actor), actor);
  const [inForce, roles, reader] = await Promise.all([
    organisation.rights === null ? null : getRights(db.prisma, now),
    listRoles(db.prisma, now),
    getReader(),
  ]);
  return (
    <>
      <PageHead
        title="Decision rights"
        acts={
          <Allowed verdict={mayChange} label="Change the table" align="end">
            <LinkButton href="/settings/rights/edit" prefetch={false}>
              Change the table
            </LinkButton>
          </Allowed>
        }
      >
        {inForce === null ? (
          "Who may decide what. Until there is a table nobody creates a release."
        ) : (
          <>
            Version {inForce.version} <Digest value={inForce.digest} /> · since{" "}
            <Time at={Date.parse(inForce.validFrom)} reader={reader} /> · put by{" "}
            {inForce.by === null ? "the set-up" : <bdi>{inForce.by.name}</bdi>}. A release&apos;s template
            adds its own;{" "}
            <Link href="/rights" prefetch={false} className="link">
              see who decides what, and what hangs on whom
            </Link>
            .
          </>
        )}
      </PageHead>
      {inForce === null ? (
        <Card className="p-0">
          <Empty title="There is no table yet">An admin puts the first one.</Empty>
        </Card>
      ) : (
        <div className="flex flex-col gap-4">
          {inForce.warnings.length > 0 && (
            <Notice tone="work" title="As things stand, not everything can be decided">
              <ul className="list-disc pl-4">
                {inForce.warnings.map(({ message }) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            </Notice>
          )}
          <RightsTable
            rows={inForce.rights}
            holders={Object.fromEntries(roles.map(({ key, holders }) => [key, holders]))}
          />
        </div>
      )}
    </>
  );
}
