import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { roleWords } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { RolesForm } from "@/components/releases/forms/roles-form";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
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
      <Section title="Who holds what" flush>
        <Table label="Who holds which role">
          <thead>
            <tr>
              <Th>Role</Th>
              <Th>Assigned</Th>
              <Th>Can sign now</Th>
            </tr>
          </thead>
          <tbody>
            {release.roles.map(({ role, people }) => (
              <tr key={role} className="last:[&>td]:border-b-0">
                <Td className="font-medium">{roleWords(role)}</Td>
                <Td className="min-w-52">
                  {(roles.held[role] ?? []).map(({ name, title, since }) => (
                    <span key={name} className="block">
                      {name.startsWith("team:") ? `team ${title}` : title}{" "}
                      <span className="text-xs text-ink-3">
                        since <Time at={Date.parse(since)} reader={reader} />
                      </span>
                    </span>
                  ))}
                </Td>
                <Td className="min-w-52">
                  <People people={people} max={5} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Section>
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
