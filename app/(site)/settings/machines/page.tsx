import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Input, Select } from "@/components/ui/field";
import { FilterBar, FilterSearch } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { listMachines } from "@/lib/identity/queries";
import { kernel } from "@/lib/platform/app";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { addressWith } from "../../_lib/filters";
import { found } from "../../_lib/found";
import { getReader, one } from "../../_lib/reader";
import { addMachine } from "./actions";

export const metadata: Metadata = { title: "Machines" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/machines";
const columns = "lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_9rem_8rem_8rem]";

export default async function MachinesPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const filters = { q: one(asked["q"]), team: one(asked["team"]) };
  const { db, clock } = kernel();
  const [page, organisation, reader] = await Promise.all([
    found(listMachines(db.prisma, { ...filters, page: { cursor: one(asked["cursor"]) } })),
    loadOrganisation(db.prisma, clock.now()),
    getReader(),
  ]);
  const teams = organisation.teams.map(({ key }) => ({ value: key, label: key }));
  const isSet = filters.q !== undefined || filters.team !== undefined;
  return (
    <>
      <PageHead
        title="Machines"
        acts={
          <Allowed
            verdict={byAdmin(organisation, actor, "Adding machines")}
            label="Register a machine"
            look="primary"
            align="end"
          >
            <AddMachine teams={teams} />
          </Allowed>
        }
      >
        Pipelines that report checks and register bundles. A machine never signs and never decides, whatever
        its token says.
      </PageHead>
      <FilterBar action={path} label="Machines" isSet={isSet}>
        <FilterSearch label="Search machines" placeholder="Title or key" value={filters.q ?? ""} />
        <div className="sm:w-44">
          <Select
            label="Team"
            hideLabel
            name="team"
            defaultValue={filters.team ?? ""}
            options={[{ value: "", label: "Any team" }, ...teams]}
          />
        </div>
      </FilterBar>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title={isSet ? "No machine is like that" : "No machine is registered yet"}>
            Register one for each pipeline that reports, owned by the team that answers for it; then make a
            token with the narrowest scopes that do.
          </Empty>
        </Card>
      ) : (
        <Rows label="Machines" columns={columns} heads={["Machine", "Owner", "State", "Tokens", "Last used"]}>
          {page.items.map((machine) => (
            <Row key={machine.key} columns={columns}>
              <div className="min-w-0">
                <Link
                  href={`${path}/${machine.key}`}
                  prefetch={false}
                  className="font-medium wrap-anywhere after:absolute after:inset-0"
                >
                  {machine.title}
                </Link>
                <code className="block truncate font-mono text-xs text-ink-3">{machine.key}</code>
              </div>
              <Cell head="Owner">{machine.owner}</Cell>
              <div>
                {machine.disabledAt === null ? (
                  <Mark tone="good" shape="check-disc">
                    Enabled
                  </Mark>
                ) : (
                  <Mark tone="idle" shape="dash">
                    Disabled
                  </Mark>
                )}
              </div>
              <Cell head="Tokens in force">
                <span className="tabular">{machine.tokens}</span>
              </Cell>
              <Cell head="Last used">
                {machine.lastUsedAt === null ? (
                  <span className="text-ink-3">never</span>
                ) : (
                  <Time at={Date.parse(machine.lastUsedAt)} reader={reader} show="ago" />
                )}
              </Cell>
            </Row>
          ))}
        </Rows>
      )}
      <div className="pt-3">
        <Pagination
          label="Pages of machines"
          shown={`${page.items.length} ${page.items.length === 1 ? "machine" : "machines"} here`}
          first={one(asked["cursor"]) === undefined ? null : addressWith(path, filters)}
          next={page.nextCursor === null ? null : addressWith(path, { ...filters, cursor: page.nextCursor })}
        />
      </div>
    </>
  );
}

function AddMachine({ teams }: { teams: readonly { value: string; label: string }[] }): ReactElement {
  return (
    <div>
      <SheetButton sheet="add-machine" look="primary">
        Register a machine
      </SheetButton>
      <Sheet id="add-machine" title="Register a machine">
        <ActForm act={addMachine} submit="Register it" busy="Registering…">
          <Input label="Title" name="title" required maxLength={120} />
          <Input
            label="Key"
            name="key"
            required
            maxLength={64}
            autoCapitalize="none"
            hint="Lower-case letters, digits and hyphens."
          />
          <Select
            label="Owner"
            name="owner"
            options={teams}
            hint="Its leads make and revoke the machine's tokens, beside admins."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
