import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Input } from "@/components/ui/field";
import { FilterBar, FilterSearch } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { whoWords } from "@/components/ui/who-words";
import { requireActor } from "@/lib/identity/get-actor";
import { listTeams } from "@/lib/identity/queries";
import { kernel } from "@/lib/platform/app";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { roleWords } from "@/lib/policy/role-words";
import { addressWith } from "../../_lib/filters";
import { found } from "../../_lib/found";
import { one } from "../../_lib/reader";
import { addTeam } from "./actions";

export const metadata: Metadata = { title: "Teams" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/teams";
const columns = "lg:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_6rem_minmax(0,3fr)]";

export default async function TeamsPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const q = one(asked["q"]);
  const { db, clock } = kernel();
  const [page, organisation] = await Promise.all([
    found(listTeams(db.prisma, { q, cursor: one(asked["cursor"]) })),
    loadOrganisation(db.prisma, clock.now()),
  ]);
  return (
    <>
      <PageHead
        title="Teams"
        acts={
          <Allowed
            verdict={byAdmin(organisation, actor, "Adding teams")}
            label="Add a team"
            look="primary"
            align="end"
          >
            <AddTeam />
          </Allowed>
        }
      >
        A team owns components and machines. Once roles are held by way of it, its leads alone change who is
        in it, and nobody adds themselves.
      </PageHead>
      <FilterBar action={path} label="Teams" isSet={q !== undefined}>
        <FilterSearch label="Search teams" placeholder="Title or key" value={q ?? ""} />
      </FilterBar>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title={q === undefined ? "There is no team yet" : "No team is like that"}>
            An admin adds a team. Put it into a role&apos;s pool, and its members can be given that role.
          </Empty>
        </Card>
      ) : (
        <Rows label="Teams" columns={columns} heads={["Team", "Leads", "Members", "Roles held by way of it"]}>
          {page.items.map(({ key, title, members, inPools }) => {
            const leads = members.filter(({ lead }) => lead);
            return (
              <Row key={key} columns={columns}>
                <div className="min-w-0">
                  <Link
                    href={`${path}/${key}`}
                    prefetch={false}
                    className="font-medium wrap-anywhere after:absolute after:inset-0"
                  >
                    {title}
                  </Link>
                  <code className="block truncate font-mono text-xs text-ink-3">{key}</code>
                </div>
                <Cell head="Leads">
                  {leads.length > 0 ? (
                    whoWords(leads)
                  ) : inPools.length > 0 ? (
                    <Badge tone="aged" shape="half">
                      no lead
                    </Badge>
                  ) : (
                    <span className="text-ink-3">none</span>
                  )}
                </Cell>
                <Cell head="Members">
                  <span className="tabular">{members.length}</span>
                </Cell>
                <Cell head="Roles held by way of it">
                  {inPools.length === 0 ? (
                    <span className="text-ink-3">none</span>
                  ) : (
                    inPools.map(roleWords).join(", ")
                  )}
                </Cell>
              </Row>
            );
          })}
        </Rows>
      )}
      <div className="pt-3">
        <Pagination
          label="Pages of teams"
          shown={`${page.items.length} ${page.items.length === 1 ? "team" : "teams"} here`}
          first={one(asked["cursor"]) === undefined ? null : addressWith(path, { q })}
          next={page.nextCursor === null ? null : addressWith(path, { q, cursor: page.nextCursor })}
        />
      </div>
    </>
  );
}

function AddTeam(): ReactElement {
  return (
    <div>
      <SheetButton sheet="add-team" look="primary">
        Add a team
      </SheetButton>
      <Sheet id="add-team" title="Add a team">
        <ActForm act={addTeam} submit="Add it" busy="Adding…">
          <Input label="Title" name="title" required maxLength={120} />
          <Input
            label="Key"
            name="key"
            required
            maxLength={64}
            autoCapitalize="none"
            hint="Lower-case letters, digits and hyphens; it stays."
          />
          <Input
            label="First lead (optional)"
            name="lead"
            type="email"
            hint="The address of somebody here. A team in no pool gives nobody a role."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
