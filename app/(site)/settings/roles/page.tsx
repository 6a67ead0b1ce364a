import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Card } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { whoWords } from "@/components/ui/who-words";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { byAdmin, poolOwners } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { listRoles } from "@/lib/policy/role-queries";
import { roleWords } from "@/lib/policy/role-words";
import { addRole } from "./actions";

export const metadata: Metadata = { title: "Roles" };

const columns = "lg:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,3fr)_minmax(0,2fr)]";

export default async function RolesPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const now = clock.now();
  const [roles, organisation] = await Promise.all([
    listRoles(db.prisma, now),
    loadOrganisation(db.prisma, now),
  ]);
  const empty = roles.filter(({ holders }) => holders.length === 0);
  return (
    <>
      <PageHead
        title="Roles and pools"
        acts={
          <Allowed
            verdict={byAdmin(organisation, actor, "Adding roles")}
            label="Add a role"
            look="primary"
            align="end"
          >
            <AddRole teams={organisation.teams.map(({ key }) => key)} />
          </Allowed>
        }
      >
        A role is the hat in which somebody decides. A release gives it only to people in its pool; the leads
        of the teams in the pool change it.
      </PageHead>
      {empty.length > 0 && (
        <Notice tone="stop" title="Nobody can be given these roles" className="mb-3">
          {empty.map(({ title }) => title).join(", ")}. A release whose template asks for one cannot start,
          and what only such a role decides nobody decides.
        </Notice>
      )}
      {roles.length === 0 ? (
        <Card className="p-0">
          <Empty title="There is no role yet">
            An admin adds the first roles with their pools; templates and the decision rights name them.
          </Empty>
        </Card>
      ) : (
        <Rows label="Roles" columns={columns} heads={["Role", "Pool", "Who can be given it", "Changed by"]}>
          {roles.map(({ key, title, pool, holders }) => (
            <Row key={key} columns={columns}>
              <div className="min-w-0">
                <Link
                  href={`/settings/roles/${key}`}
                  prefetch={false}
                  className="font-medium wrap-anywhere after:absolute after:inset-0"
                >
                  {title}
                </Link>
                <code className="block truncate font-mono text-xs text-ink-3">{key}</code>
              </div>
              <Cell head="Pool">{poolWords(pool)}</Cell>
              <Cell head="Who can be given it">
                {holders.length === 0 ? (
                  <Badge tone="stop" shape="stop">
                    nobody
                  </Badge>
                ) : (
                  whoWords(holders, { max: 4 })
                )}
              </Cell>
              <Cell head="Changed by">{ownerWords(poolOwners(organisation, key))}</Cell>
            </Row>
          ))}
        </Rows>
      )}
    </>
  );
}

function poolWords(pool: readonly string[]): string {
  const teams = pool.filter((each) => each.startsWith("team:")).map((each) => each.slice(5));
  const people = pool.length - teams.length;
  const named = people === 0 ? [] : [people === 1 ? "1 person by name" : `${people} people by name`];
  return [...teams, ...named].join(", ") || "empty";
}

function ownerWords({ leads }: { leads: readonly { name: string }[] }): string {
  return leads.length === 0 ? "whoever may change the rights" : whoWords(leads);
}

function AddRole({ teams }: { teams: readonly string[] }): ReactElement {
  return (
    <div>
      <SheetButton sheet="add-role" look="primary">
        Add a role
      </SheetButton>
      <Sheet id="add-role" title="Add a role">
        <ActForm act={addRole} submit="Add it" busy="Adding…">
          <Input label="Title" name="title" required maxLength={120} />
          <Input
            label="Key"
            name="key"
            required
            maxLength={64}
            autoCapitalize="none"
            hint="Lower-case letters, digits and hyphens; templates and rights name it so."
          />
          <Select
            label="First team in its pool"
            name="pool"
            hint="Its leads change the pool from then on. Not a team that you are in: nobody gives themselves a role."
            options={[
              { value: "", label: "None yet" },
              ...teams.map((key) => ({ value: `team:${key}`, label: roleWords(key) })),
            ]}
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
