"use client";

import { type ReactElement, useState } from "react";
import { cx } from "@/components/ui/cx";
import { Digest } from "@/components/ui/digest";
import { Input, Select } from "@/components/ui/field";
import { type ComponentChoice, fieldNames } from "@/lib/releases/new-release-model";

/** With more components than this they can be filtered. */
const fewComponents = 8;

/** What the release moves: components of the catalogue, each from what is live to a candidate that may come later. */
export function ComponentPicker({
  components,
  selected,
  onSelect,
  typed,
  faultOf,
}: {
  components: readonly ComponentChoice[];
  selected: readonly string[];
  onSelect: (keys: string[]) => void;
  typed: (name: string) => string;
  faultOf: (name: string) => string | undefined;
}): ReactElement {
  const [filter, setFilter] = useState("");
  const fault = faultOf(fieldNames.components);
  const wanted = filter.trim().toLowerCase();
  const isShown = ({ key, title, owner }: ComponentChoice): boolean =>
    wanted === "" || selected.includes(key) || `${key} ${title} ${owner}`.toLowerCase().includes(wanted);
  return (
    <fieldset className="min-w-0" aria-describedby={fault === undefined ? undefined : "components-fault"}>
      <legend className="unseen">Components</legend>
      {components.length > fewComponents && (
        <div className="border-b border-line px-4 py-2">
          <Input
            label="Filter the components"
            hideLabel
            type="search"
            placeholder={`Filter ${components.length} components`}
            value={filter}
            onChange={({ currentTarget }) => setFilter(currentTarget.value)}
          />
        </div>
      )}
      {fault !== undefined && (
        <p id="components-fault" className="px-4 pt-2 text-xs font-medium text-stop">
          {fault}
        </p>
      )}
      <ul className="max-h-96 overflow-y-auto">
        {components.map((component) => (
          <Row
            key={component.key}
            component={component}
            isHidden={!isShown(component)}
            isSelected={selected.includes(component.key)}
            onToggle={(isOn) =>
              onSelect(isOn ? [...selected, component.key] : selected.filter((key) => key !== component.key))
            }
            typed={typed}
            faultOf={faultOf}
          />
        ))}
      </ul>
    </fieldset>
  );
}

function Row({
  component,
  isHidden,
  isSelected,
  onToggle,
  typed,
  faultOf,
}: {
  component: ComponentChoice;
  isHidden: boolean;
  isSelected: boolean;
  onToggle: (isOn: boolean) => void;
  typed: (name: string) => string;
  faultOf: (name: string) => string | undefined;
}): ReactElement {
  const { key, title, kind, tier, owner, live, bundles } = component;
  const candidate = fieldNames.candidate(key);
  const later = { value: "", label: bundles.length === 0 ? "Later: no bundle is registered yet" : "Later" };
  return (
    <li
      className={cx(
        "group border-b border-line px-4 py-2 text-sm last:border-b-0 has-[input:checked]:bg-accent-soft",
        isHidden && "hidden",
      )}
    >
      <label className="grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-2.5 sm:grid-cols-[auto_minmax(0,1fr)_minmax(0,16rem)]">
        <input
          type="checkbox"
          name={fieldNames.components}
          value={key}
          checked={isSelected}
          onChange={({ currentTarget }) => onToggle(currentTarget.checked)}
          className="size-4 translate-y-0.5"
        />
        <span className="min-w-0">
          <span className="font-medium wrap-anywhere">{title}</span>{" "}
          <span className="text-ink-3">
            {kind.replaceAll("-", " ")} · tier {tier} · {owner}
          </span>
        </span>
        <span className="col-start-2 flex flex-wrap items-baseline gap-x-1.5 text-ink-2 sm:col-start-3">
          {live === null ? (
            <span className="text-ink-3">not live: a first release</span>
          ) : (
            <>
              from {live.version} <Digest value={live.digest} copy={false} />
            </>
          )}
        </span>
      </label>
      <div className="hidden max-w-md pt-1.5 pl-6.5 group-has-[input:checked]:block">
        <Select
          label={`Candidate of ${title}`}
          name={candidate}
          defaultValue={typed(candidate)}
          error={faultOf(candidate)}
          options={[
            later,
            ...bundles
              .filter(({ digest }) => digest !== live?.digest)
              .map(({ digest, version }) => ({
                value: digest,
                label: `${version} · ${digest.slice(7, 19)}`,
              })),
          ]}
        />
      </div>
    </li>
  );
}
