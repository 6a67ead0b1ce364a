import { type ReactElement, useId } from "react";
import { roleWords } from "@/components/gates/status";
import { Input, type Option, Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { entryKindNames, entryKinds } from "@/lib/audit/entry-kinds";
import type { LedgerFilter } from "@/lib/audit/timeline-schemas";
import { decisionWords } from "@/lib/policy/decision-words";
import { decisions } from "@/lib/policy/model";
import { ruleNames, ruleWords } from "@/lib/policy/rule-words";

interface Choices {
  people: readonly Option[];
  roles: readonly Option[];
  releases: readonly Option[];
}

/** By what the ledger is narrowed; the conditions stand in its address. */
export function LedgerFilterBar({
  filter,
  choices,
}: {
  filter: LedgerFilter;
  choices: Choices;
}): ReactElement {
  const { kind, decision, person, role, release, rule, from, to, grant, gate, stage } = filter;
  return (
    <FilterBar
      action="/ledger"
      label="Ledger"
      isSet={Object.keys(filter).length > 0}
      keep={{
        ...(grant !== undefined && { grant }),
        ...(gate !== undefined && { gate }),
        ...(stage !== undefined && { stage }),
      }}
    >
      <Choice
        label="Kind"
        name="kind"
        any="Any kind"
        value={kind}
        options={entryKindNames.map((value) => ({ value, label: entryKinds[value].title }))}
      />
      <Choice
        label="Decision"
        name="decision"
        any="Any decision"
        value={decision}
        options={decisions.map((value) => ({ value, label: decisionWords(value) }))}
      />
      <Written
        label="Person"
        name="person"
        type="email"
        placeholder="E-mail address"
        value={person}
        options={choices.people}
      />
      <Choice
        label="Role"
        name="role"
        any="Any role"
        value={role}
        options={choices.roles.map(({ value }) => ({ value, label: roleWords(value) }))}
      />
      <Written
        label="Release"
        name="release"
        placeholder="Its short name"
        value={release}
        options={choices.releases}
      />
      <Choice
        label="Allowed"
        name="rule"
        any="By any rule"
        value={rule}
        options={ruleNames.map((value) => ({ value, label: ruleWords(value) }))}
      />
      <div className="sm:w-34">
        <Input key={from} label="From" name="from" type="date" defaultValue={from} />
      </div>
      <div className="sm:w-34">
        <Input key={to} label="To" name="to" type="date" defaultValue={to} />
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
  const isListed = value === "" || options.some((option) => option.value === value);
  return (
    <div className="min-w-0 sm:w-40">
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

/** What there can be too many of to choose from: the first of them are offered while one types. */
function Written({
  label,
  name,
  type = "text",
  placeholder,
  value = "",
  options,
}: {
  label: string;
  name: string;
  type?: "text" | "email";
  placeholder: string;
  value?: string | undefined;
  options: readonly Option[];
}): ReactElement {
  const list = useId();
  return (
    <div className="min-w-0 sm:w-44">
      <Input
        key={value}
        label={label}
        name={name}
        type={type}
        placeholder={placeholder}
        defaultValue={value}
        list={list}
        autoComplete="off"
        maxLength={200}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </datalist>
    </div>
  );
}
