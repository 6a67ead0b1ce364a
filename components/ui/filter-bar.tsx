import Form from "next/form";
import type { ReactElement, ReactNode } from "react";
import { Button, LinkButton } from "./button";
import { Input } from "./field";
import { FollowAddress } from "./follow-address";

/** Filters that stand in the address, so that they can be kept and sent. */
export function FilterBar({
  action,
  label,
  isSet,
  children,
  keep = {},
  submit = "Filter",
}: {
  /** The page's own path. */
  action: string;
  label: string;
  isSet: boolean;
  children: ReactNode;
  /** Parameters that stay as they are. */
  keep?: Readonly<Record<string, string | readonly string[]>>;
  /** What the button says. */
  submit?: string;
}): ReactElement {
  const kept = Object.entries(keep)
    .flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each]))
    .filter(([, value]) => value !== "");
  const clear = kept.length === 0 ? action : `${action}?${new URLSearchParams(kept).toString()}`;
  return (
    <Form
      action={action}
      scroll={false}
      role="search"
      aria-label={label}
      className="grid grid-cols-2 items-end gap-2 pb-3 sm:flex sm:flex-wrap"
    >
      {kept.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <FollowAddress>{children}</FollowAddress>
      <div className="flex gap-2">
        <Button type="submit">{submit}</Button>
        {isSet && (
          <LinkButton look="quiet" href={clear} scroll={false} prefetch={false}>
            Clear
          </LinkButton>
        )}
      </div>
    </Form>
  );
}

/** The search of a filter bar; `/` brings the focus here. */
export function FilterSearch({
  label,
  placeholder,
  value,
  name = "q",
}: {
  label: string;
  placeholder: string;
  value: string;
  name?: string;
}): ReactElement {
  return (
    <div className="col-span-2 sm:w-64">
      <Input
        label={label}
        hideLabel
        name={name}
        type="search"
        placeholder={placeholder}
        defaultValue={value}
        data-search
        maxLength={200}
      />
    </div>
  );
}
