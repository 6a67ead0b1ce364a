import { type ReactElement, useId } from "react";
import { Input } from "@/components/ui/field";

/** Somebody by e-mail address, with those who come first to mind to choose from. */
export function PersonField({
  people,
  label,
  name,
  hint = "E-mail address",
}: {
  people: readonly { name: string; email: string }[];
  label: string;
  name: string;
  hint?: string;
}): ReactElement {
  const list = useId();
  return (
    <>
      <Input
        label={label}
        name={name}
        type="email"
        required
        hint={hint}
        list={people.length === 0 ? undefined : list}
        autoComplete="off"
      />
      <datalist id={list}>
        {people.map((each) => (
          <option key={each.email} value={each.email}>
            {each.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
