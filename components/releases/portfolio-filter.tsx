import Form from "next/form";
import type { ReactElement } from "react";
import { Button, LinkButton } from "@/components/ui/button";
import { Input, type Option, Select } from "@/components/ui/field";

export interface FilterValues {
  q: string;
  state: string;
  team: string;
  component: string;
}

const states: Option[] = [
  { value: "", label: "Any state" },
  { value: "active", label: "In flight" },
  { value: "draft", label: "Draft" },
  { value: "completed", label: "Completed" },
  { value: "rolled-back", label: "Rolled back" },
  { value: "cancelled", label: "Cancelled" },
];

/** The filter stands in the address, so that it can be kept and sent. */
export function PortfolioFilter({
  values,
  teams,
  components,
}: {
  values: FilterValues;
  teams: readonly Option[];
  components: readonly Option[];
}): ReactElement {
  const isSet = Object.values(values).some((value) => value !== "");
  return (
    <Form
      action="/"
      scroll={false}
      role="search"
      aria-label="Releases"
      className="grid grid-cols-2 items-end gap-2 pb-3 sm:flex sm:flex-wrap"
    >
      <div className="col-span-2 sm:w-64">
        <Input
          label="Search releases"
          hideLabel
          name="q"
          type="search"
          placeholder="Title or slug"
          defaultValue={values.q}
        />
      </div>
      <div className="sm:w-36">
        <Select label="State" hideLabel name="state" options={states} defaultValue={values.state} />
      </div>
      <div className="sm:w-44">
        <Select
          label="Team"
          hideLabel
          name="team"
          options={[{ value: "", label: "Any team" }, ...teams]}
          defaultValue={values.team}
        />
      </div>
      <div className="sm:w-48">
        <Select
          label="Component"
          hideLabel
          name="component"
          options={[{ value: "", label: "Any component" }, ...components]}
          defaultValue={values.component}
        />
      </div>
      <div className="flex gap-2">
        <Button type="submit">Filter</Button>
        {isSet && (
          <LinkButton look="quiet" href="/" scroll={false} prefetch={false}>
            Clear
          </LinkButton>
        )}
      </div>
    </Form>
  );
}
