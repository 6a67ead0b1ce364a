import Link from "next/link";
import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, type Option, Select } from "@/components/ui/field";
import { FilterBar, FilterSearch } from "@/components/ui/filter-bar";
import { Icon } from "@/components/ui/icon";
import { portfolioHref, type ReleaseFilter } from "@/lib/releases/list-schemas";
import {
  conditionsInWords,
  sortOf,
  sortOptions,
  stateOptions,
  statusOptions,
  withoutDefaults,
} from "./portfolio-words";

export interface FilterChoices {
  teams: readonly Option[];
  components: readonly Option[];
  templates: readonly Option[];
  roles: readonly Option[];
}

/** Conditions that stand behind "More". */
const further = [
  "component",
  "template",
  "champion",
  "waiting",
  "role",
  "targetFrom",
  "targetTo",
  "overdue",
] as const;

/** The conditions stand in the address, so that they can be kept and sent. */
export function PortfolioFilter({
  filter,
  choices,
}: {
  filter: ReleaseFilter;
  choices: FilterChoices;
}): ReactElement {
  const isSet = Object.keys(withoutDefaults(filter)).length > 0;
  return (
    <>
      <FilterBar action="/" label="Releases" isSet={isSet}>
        <FilterSearch label="Search releases" placeholder="Title or slug" value={filter.q ?? ""} />
        <Choice label="State" name="state" value={filter.state ?? "in-flight"} options={stateOptions} />
        <Choice label="Status" name="status" value={filter.status} options={statusOptions} any="Any status" />
        <Choice label="Team" name="team" value={filter.team} options={choices.teams} any="Any team" />
        <Choice label="Order" name="sort" value={sortOf(filter)} options={sortOptions} />
        <Further filter={filter} choices={choices} />
      </FilterBar>
      <Chosen filter={filter} />
    </>
  );
}

function Further({ filter, choices }: { filter: ReleaseFilter; choices: FilterChoices }): ReactElement {
  const count = further.filter((name) => filter[name] !== undefined).length;
  return (
    <Disclosure
      className="col-span-2 order-last w-full"
      summary={count === 0 ? "More conditions" : `More conditions (${count} set)`}
    >
      <div className="grid grid-cols-2 gap-2 pb-1 sm:grid-cols-4 xl:grid-cols-8">
        <Choice
          label="Component"
          name="component"
          value={filter.component}
          options={choices.components}
          any="Any"
          show
        />
        <Choice
          label="Template"
          name="template"
          value={filter.template}
          options={choices.templates}
          any="Any"
          show
        />
        <Choice
          label="Waiting in the role"
          name="role"
          value={filter.role}
          options={choices.roles}
          any="Any"
          show
        />
        <Input
          label="Waiting on"
          name="waiting"
          placeholder="me, or an address"
          defaultValue={filter.waiting}
        />
        <Input label="Champion" name="champion" placeholder="E-mail address" defaultValue={filter.champion} />
        <Input label="Target from" name="targetFrom" type="date" defaultValue={filter.targetFrom} />
        <Input label="Target to" name="targetTo" type="date" defaultValue={filter.targetTo} />
        <Choice
          label="Target passed"
          name="overdue"
          value={filter.overdue}
          options={[{ value: "yes", label: "Overdue" }]}
          any="Any"
          show
        />
      </div>
    </Disclosure>
  );
}

function Choice({
  label,
  name,
  value = "",
  options,
  any,
  show = false,
}: {
  label: string;
  name: keyof ReleaseFilter;
  value?: string | undefined;
  options: readonly Option[];
  any?: string;
  show?: boolean;
}): ReactElement {
  // A value of the address that is in no list, since lists are cut, stays chosen.
  const isListed = value === "" || options.some((option) => option.value === value);
  const all = [
    ...(any === undefined ? [] : [{ value: "", label: any }]),
    ...(isListed ? [] : [{ value, label: value }]),
    ...options,
  ];
  return (
    <div className={show ? "min-w-0" : "min-w-0 sm:w-44"}>
      <Select key={value} label={label} hideLabel={!show} name={name} options={all} defaultValue={value} />
    </div>
  );
}

/** Each condition in words, with a link that takes it away. */
function Chosen({ filter }: { filter: ReleaseFilter }): ReactElement | null {
  const conditions = conditionsInWords(withoutDefaults(filter));
  if (conditions.length === 0) return null;
  return (
    <ul aria-label="Conditions" className="flex flex-wrap gap-1.5 pb-3">
      {conditions.map(({ name, words }) => (
        <li key={name}>
          <Link
            href={portfolioHref(withoutDefaults({ ...filter, [name]: undefined }))}
            scroll={false}
            prefetch={false}
            aria-label={`Take away: ${words}`}
            className="inline-flex min-h-6 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
          >
            {words}
            <Icon name="close" size={10} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
