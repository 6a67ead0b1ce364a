import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { ComponentForm } from "@/components/catalogue/component-form";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { DependencyView } from "@/components/catalogue/dependency-view";
import { Mark } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar, FilterSearch } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Tabs } from "@/components/ui/tabs";
import { type Reader, Time } from "@/components/ui/time";
import {
  type ComponentRow,
  type ComponentState,
  componentStates,
  listComponentRows,
} from "@/lib/catalogue/component-queries";
import { loadGraph } from "@/lib/catalogue/graph-queries";
import { componentKinds } from "@/lib/catalogue/model";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { Page } from "@/lib/platform/paging";
import { Together } from "@/components/people/together";
import { toAbility } from "@/lib/policy/ability";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { addressWith, chosen } from "../_lib/filters";
import { found } from "../_lib/found";
import { getReader, one } from "../_lib/reader";
import { register } from "./actions";

export const metadata: Metadata = { title: "Components" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/components";
const tiers = ["1", "2", "3", "4"] as const;
const columns =
  "lg:grid-cols-[minmax(0,2.2fr)_6rem_2.5rem_minmax(0,1.2fr)_minmax(0,1.7fr)_minmax(0,1.7fr)_minmax(0,1.6fr)_5.5rem]";
const views = ["list", "drawing"] as const;
const stateWords: Record<ComponentState, string> = {
  "in-flight": "Release in flight",
  paused: "Paused",
  "not-live": "Not live",
};

export default async function ComponentsPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const { db, clock } = kernel();
  const filters = {
    q: one(asked["q"]),
    team: one(asked["team"]),
    kind: chosen(asked["kind"], componentKinds),
    tier: chosen(asked["tier"], tiers),
    state: chosen(asked["state"], componentStates),
  };
  const view = chosen(asked["view"], views) ?? "list";
  const isDrawn = view === "drawing";
  const cursor = one(asked["cursor"]);
  const tier = filters.tier === undefined ? undefined : Number(filters.tier);
  const [shown, organisation, reader] = await Promise.all([
    isDrawn
      ? loadGraph(db.prisma, actor)
      : found(listComponentRows(db.prisma, { ...filters, tier, cursor, actor })),
    loadOrganisation(db.prisma, clock.now()),
    getReader(),
  ]);
  const teams = organisation.teams.map(({ key }) => key);
  const verdict = canInOrganisation(organisation, actor, "component.register", { tier: 3 });
  const mayRegister = toAbility(verdict, actor);
  const isSet = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title="Components"
        acts={
          <Allowed verdict={mayRegister} label="Register a component" look="primary" align="end">
            <div>
              <SheetButton sheet="register" look="primary">
                Register a component
              </SheetButton>
              <Sheet id="register" title="Register a component">
                <Together ability={mayRegister} />
                <ComponentForm act={register} teams={teams} known={null} />
              </Sheet>
            </div>
          </Allowed>
        }
      >
        What is released on its own: models, data pipelines, feature sets, services, configuration. Each is
        owned by one team.
      </PageHead>
      <FilterBar action={path} label="Components" isSet={isSet} keep={isDrawn ? { view: "drawing" } : {}}>
        <FilterSearch label="Search components" placeholder="Title or key" value={filters.q ?? ""} />
        <div className="sm:w-44">
          <Select
            label="Owner"
            hideLabel
            name="team"
            defaultValue={filters.team ?? ""}
            options={[{ value: "", label: "Any owner" }, ...teams.map((key) => ({ value: key, label: key }))]}
          />
        </div>
        <div className="sm:w-40">
          <Select
            label="Kind"
            hideLabel
            name="kind"
            defaultValue={filters.kind ?? ""}
            options={[
              { value: "", label: "Any kind" },
              ...componentKinds.map((kind) => ({ value: kind, label: kind.replaceAll("-", " ") })),
            ]}
          />
        </div>
        <div className="sm:w-32">
          <Select
            label="Tier"
            hideLabel
            name="tier"
            defaultValue={filters.tier ?? ""}
            options={[
              { value: "", label: "Any tier" },
              ...tiers.map((each) => ({ value: each, label: `Tier ${each}` })),
            ]}
          />
        </div>
        <div className="sm:w-44">
          <Select
            label="State"
            hideLabel
            name="state"
            defaultValue={filters.state ?? ""}
            options={[
              { value: "", label: "Any state" },
              ...componentStates.map((each) => ({ value: each, label: stateWords[each] })),
            ]}
          />
        </div>
      </FilterBar>
      <div className="pb-3">
        <Tabs
          label="Ways to look at components"
          tabs={[
            { href: addressWith(path, filters), label: "List", current: !isDrawn },
            {
              href: addressWith(path, { ...filters, view: "drawing" }),
              label: "Dependencies",
              current: isDrawn,
            },
          ]}
        />
      </div>
      {Array.isArray(shown) ? (
        <DependencyView graph={shown} filter={{ ...filters, tier }} isSet={isSet} />
      ) : (
        <List page={shown} filters={filters} cursor={cursor} isSet={isSet} reader={reader} />
      )}
    </>
  );
}

function List({
  page,
  filters,
  cursor,
  isSet,
  reader,
}: {
  page: Page<ComponentRow>;
  filters: Record<string, string | undefined>;
  cursor: string | undefined;
  isSet: boolean;
  reader: Reader;
}): ReactElement {
  return (
    <>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title={isSet ? "No component is like that" : "No component is registered yet"}>
            Whoever holds that right registers a component here or over the API; then a release can move it
            from one bundle to the next.
          </Empty>
        </Card>
      ) : (
        <Rows
          label="Components"
          columns={columns}
          heads={["Component", "Kind", "Tier", "Owner", "Depends on", "Depended on by", "Live", "In flight"]}
        >
          {page.items.map((component) => (
            <ComponentLine key={component.key} component={component} reader={reader} />
          ))}
        </Rows>
      )}
      <div className="pt-3">
        <Pagination
          label="Pages of components"
          shown={`${page.items.length} ${page.items.length === 1 ? "component" : "components"} here`}
          first={cursor === undefined ? null : addressWith(path, filters)}
          next={page.nextCursor === null ? null : addressWith(path, { ...filters, cursor: page.nextCursor })}
        />
      </div>
    </>
  );
}

function ComponentLine({ component, reader }: { component: ComponentRow; reader: Reader }): ReactElement {
  const { key, title, kind, tier, owner, dependsOn, dependents, isPaused } = component;
  const { live, liveVersion, liveSince, inFlight } = component;
  return (
    <Row columns={columns}>
      <div className="min-w-0">
        <Link
          href={`${path}/${key}`}
          prefetch={false}
          className="font-medium wrap-anywhere after:absolute after:inset-0"
        >
          {title}
        </Link>
        <code className="block truncate font-mono text-xs text-ink-3">{key}</code>
        {isPaused && (
          <Mark tone="aged" shape="pause">
            Paused
          </Mark>
        )}
      </div>
      <Cell head="Kind">{kind.replaceAll("-", " ")}</Cell>
      <Cell head="Tier">
        <span className="tabular">{tier}</span>
      </Cell>
      <Cell head="Owner">{owner}</Cell>
      <Cell head="Depends on">
        {dependsOn.length === 0 ? <span className="text-ink-3">nothing</span> : dependsOn.join(", ")}
      </Cell>
      <Cell head="Depended on by">
        {dependents.length === 0 ? <span className="text-ink-3">nothing</span> : dependents.join(", ")}
      </Cell>
      <Cell head="Live">
        {live === null || liveSince === null ? (
          <span className="text-ink-3">not live</span>
        ) : (
          <>
            {liveVersion} <Digest value={live} copy={false} />{" "}
            <span className="text-xs text-ink-3">
              <Time at={liveSince.getTime()} reader={reader} show="ago" />
            </span>
          </>
        )}
      </Cell>
      <Cell head="In flight">
        <span className="tabular">
          {inFlight === 0 ? <span className="text-ink-3">none</span> : inFlight}
        </span>
      </Cell>
    </Row>
  );
}
