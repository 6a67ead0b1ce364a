import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Input, type Option, Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { entryKinds, releaseKindNames } from "@/lib/audit/entry-kinds";
import type { TimelineFilter } from "@/lib/audit/timeline-schemas";
import type { ReleaseView } from "@/lib/releases/page-model";

/** By what a timeline is narrowed; the conditions stand in its address. */
export function TimelineFilterBar({
  release,
  filter,
}: {
  release: ReleaseView;
  filter: TimelineFilter;
}): ReactElement {
  const people = new Map(
    release.roles.flatMap((role) => role.people.map(({ email, name }) => [email, name])),
  );
  const gates = release.stages.flatMap((stage) => stage.gates);
  return (
    <FilterBar
      action={`/releases/${release.slug}/timeline`}
      label="Timeline"
      isSet={Object.keys(filter).length > 0}
    >
      <Choice
        label="Kind"
        name="kind"
        any="Any kind"
        value={filter.kind}
        options={releaseKindNames.map((value) => ({ value, label: entryKinds[value].title }))}
      />
      <Choice
        label="Person"
        name="person"
        any="Anybody"
        value={filter.person}
        options={[...people].map(([value, label]) => ({ value, label }))}
      />
      <Choice
        label="Role"
        name="role"
        any="Any role"
        value={filter.role}
        options={release.roles.map(({ role }) => ({ value: role, label: roleWords(role) }))}
      />
      <Choice
        label="Gate"
        name="gate"
        any="Any gate"
        value={filter.gate}
        options={gates.map(({ key, title }) => ({ value: key, label: title }))}
      />
      <Choice
        label="Stage"
        name="stage"
        any="Any stage"
        value={filter.stage}
        options={release.stages.map(({ key, title }) => ({ value: key, label: title }))}
      />
      <div className="sm:w-34">
        <Input label="From" name="from" type="date" defaultValue={filter.from} />
      </div>
      <div className="sm:w-34">
        <Input label="To" name="to" type="date" defaultValue={filter.to} />
      </div>
    </FilterBar>
  );
}

function Choice({
  label,
  name,
  any,
  value = "",
  options,
}: {
  label: string;
  name: string;
  any: string;
  value?: string | undefined;
  options: readonly Option[];
}): ReactElement {
  // Somebody who holds no role any more, or a gate of an earlier template version, stays chosen.
  const isListed = value === "" || options.some((option) => option.value === value);
  return (
    <div className="min-w-0 sm:w-31">
      <Select
        key={value}
        label={label}
        name={name}
        options={[{ value: "", label: any }, ...(isListed ? [] : [{ value, label: value }]), ...options]}
        defaultValue={value}
      />
    </div>
  );
}
