import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { roleWords } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { ShiftGaps } from "@/components/releases/shift-gaps";
import { RolesForm } from "@/components/releases/forms/roles-form";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { ShiftCover } from "@/lib/policy/shift-cover";
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
                      {assigneeWords(name, title)}{" "}
                      <span className="text-xs text-ink-3">
                        since <Time at={Date.parse(since)} reader={reader} />
                      </span>
                    </span>
                  ))}
                </Td>
                <Td className="min-w-52">
                  <People people={people} max={5} />
                  <Shift cover={release.shifts.find((each) => each.role === role)} reader={reader} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Section>
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

function assigneeWords(name: string, title: string): string {
  const kind = name.split(":")[0];
  return kind === "team" || kind === "rota" ? `${kind} ${title}` : title;
}

/** Until when whoever is on shift is, and who comes then. */
function Shift({ cover, reader }: { cover: ShiftCover | undefined; reader: Reader }): ReactElement | null {
  if (cover === undefined) return null;
  const { now, next } = cover;
  return (
    <span className="block text-xs text-ink-3">
      {now === null ? (
        "nobody on shift"
      ) : (
        <>
          on shift until <Time at={now.until} reader={reader} />
        </>
      )}
      {next !== null && (
        <>
          ; next {next.person.name}, <Time at={next.from} reader={reader} />
        </>
      )}
    </span>
  );
}
