import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { AddPerson } from "@/components/settings/add-person";
import { Allowed } from "@/components/settings/allowed";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { accessWords, personPath, personSayings } from "@/components/settings/words";
import { Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar, FilterSearch } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { accessLevels } from "@/lib/identity/actor";
import { requireActor } from "@/lib/identity/get-actor";
import { listPeople } from "@/lib/identity/people-queries";
import { type PersonAnswer, personStates } from "@/lib/identity/schemas";
import { kernel } from "@/lib/platform/app";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { roleWords } from "@/lib/policy/role-words";
import { found } from "../../_lib/found";
import { getReader, one } from "../../_lib/reader";
import { addressWith, chosen } from "../../_lib/filters";
import { addPerson } from "./actions";

export const metadata: Metadata = { title: "People" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const columns =
  "lg:grid-cols-[minmax(0,2fr)_minmax(0,1.5fr)_minmax(0,2fr)_5.5rem_9.5rem_minmax(6.5rem,0.8fr)]";
const path = "/settings/people";

export default async function PeoplePage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const { db, clock } = kernel();
  const now = clock.now();
  const filters = {
    q: one(asked["q"]),
    state: chosen(asked["state"], personStates),
    access: chosen(asked["access"], accessLevels),
    team: one(asked["team"]),
    role: one(asked["role"]),
  };
  const [page, organisation, reader] = await Promise.all([
    found(listPeople(db.prisma, { ...filters, now, cursor: one(asked["cursor"]) })),
    loadOrganisation(db.prisma, now),
    getReader(),
  ]);
  const isSet = Object.values(filters).some((value) => value !== undefined);
  const options = (any: string, keys: readonly string[]) => [
    { value: "", label: any },
    ...keys.map((key) => ({ value: key, label: roleWords(key) })),
  ];
  return (
    <>
      <PageHead
        title="People"
        acts={
          <Allowed
            verdict={byAdmin(organisation, actor, "Adding people")}
            label="Add somebody"
            look="primary"
            align="end"
          >
            <AddPerson act={addPerson} />
          </Allowed>
        }
      >
        Who is here, in which teams, and which roles they can be given. An access level carries no right to
        decide.
      </PageHead>
      <FilterBar action={path} label="People" isSet={isSet}>
        <FilterSearch label="Search people" placeholder="Name or address" value={filters.q ?? ""} />
        <div className="sm:w-40">
          <Select
            label="State"
            hideLabel
            name="state"
            defaultValue={filters.state ?? ""}
            options={[
              { value: "", label: "Any state" },
              ...personStates.map((state) => ({ value: state, label: personSayings[state].word })),
            ]}
          />
        </div>
        <div className="sm:w-36">
          <Select
            label="Access level"
            hideLabel
            name="access"
            defaultValue={filters.access ?? ""}
            options={[
              { value: "", label: "Any access" },
              ...accessLevels.map((level) => ({ value: level, label: accessWords[level].word })),
            ]}
          />
        </div>
        <div className="sm:w-40">
          <Select
            label="Team"
            hideLabel
            name="team"
            defaultValue={filters.team ?? ""}
            options={options(
              "Any team",
              organisation.teams.map(({ key }) => key),
            )}
          />
        </div>
        <div className="sm:w-44">
          <Select
            label="Role"
            hideLabel
            name="role"
            defaultValue={filters.role ?? ""}
            options={options(
              "Any role",
              organisation.roles.map(({ key }) => key),
            )}
          />
        </div>
      </FilterBar>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title="Nobody is like that" action={<LinkButton href={path}>Show everybody</LinkButton>}>
            Search looks at names and addresses. Who was disabled stays here, so that what they signed can be
            read.
          </Empty>
        </Card>
      ) : (
        <Rows
          label="People"
          columns={columns}
          heads={["Person", "Teams", "Can be given", "Access", "State", "Last seen"]}
        >
          {page.items.map((person) => (
            <PersonRow key={person.email} person={person} reader={reader} />
          ))}
        </Rows>
      )}
      <div className="pt-3">
        <Pagination
          label="Pages of people"
          shown={`${page.items.length} ${page.items.length === 1 ? "person" : "people"} here`}
          first={one(asked["cursor"]) === undefined ? null : addressWith(path, filters)}
          next={page.nextCursor === null ? null : addressWith(path, { ...filters, cursor: page.nextCursor })}
        />
      </div>
    </>
  );
}

function PersonRow({ person, reader }: { person: PersonAnswer; reader: Reader }): ReactElement {
  const { email, name, teams, roles, access, state, lastSeenAt } = person;
  const { word, tone, shape } = personSayings[state];
  return (
    <Row columns={columns}>
      <div className="min-w-0">
        <Link
          href={personPath(email)}
          prefetch={false}
          className="font-medium wrap-anywhere after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        {state !== "erased" && (
          <p className="truncate text-xs text-ink-3" title={email}>
            {email}
          </p>
        )}
      </div>
      <Cell head="Teams">
        {teams.length === 0 ? (
          <span className="text-ink-3">none</span>
        ) : (
          teams.map(({ key, lead }) => (lead ? `${key} (lead)` : key)).join(", ")
        )}
      </Cell>
      <Cell head="Can be given">
        {roles.length === 0 ? (
          <span className="text-ink-3">no role</span>
        ) : (
          roles.map(({ role }) => roleWords(role)).join(", ")
        )}
      </Cell>
      <Cell head="Access">{access === null ? "none" : accessWords[access].word}</Cell>
      <div className="min-w-0">
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
      </div>
      <Cell head="Last seen">
        {lastSeenAt === null ? (
          <span className="text-ink-3">never</span>
        ) : (
          <Time at={Date.parse(lastSeenAt)} reader={reader} show="ago" />
        )}
      </Cell>
    </Row>
  );
}
