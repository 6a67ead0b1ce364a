import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { HoldersTable } from "@/components/releases/holders-table";
import { ShiftGaps } from "@/components/releases/shift-gaps";
import { RolesForm } from "@/components/releases/forms/roles-form";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getReleaseRoles } from "@/lib/releases/role-queries";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { assign } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Roles · ${title}` };
}

export default async function RolesPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const actor = await requireActor();
  const { db, clock } = kernel();
  const [release, reader, roles] = await Promise.all([
    getRelease(slug),
    getReader(),
    found(getReleaseRoles(db.prisma, { slug, actor, now: clock.now() })),
  ]);
  const { assignRoles } = release.abilities;
  const names = Object.fromEntries(
    Object.entries(roles.held).map(([role, held]) => [role, held.map(({ name }) => name)]),
  );
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <HoldersTable release={release} held={roles.held} reader={reader} />
      <ShiftGaps covers={release.shifts} reader={reader} />
      <Together ability={assignRoles} />
      {assignRoles.allowed ? (
        <RolesForm
          // What somebody else assigned meanwhile is shown anew, not overwritten unseen.
          key={JSON.stringify(names)}
          release={slug}
          pools={roles.pools}
          held={names}
          quorums={roles.quorums}
          owners={roles.owners}
          act={assign}
        />
      ) : (
        <Why label="Assign roles" full {...assignRoles} />
      )}
    </div>
  );
}
