import type { ReactElement } from "react";
import { Avatar } from "@/components/ui/avatar";
import { whoWords } from "@/components/ui/who-words";
import type { Party } from "@/lib/policy/model";

/** One person: initials and name, the address on hover. */
export function Person({ person }: { person: Party }): ReactElement {
  return (
    <span title={person.email === "" ? person.name : `${person.name} · ${person.email}`} className="person">
      <Avatar name={person.name} />
      <span className="min-w-0 wrap-anywhere">
        {person.name}
        {person.onBehalfOf !== undefined && <span className="text-ink-3"> for {person.onBehalfOf.name}</span>}
      </span>
    </span>
  );
}

/** Several people; beyond `max` their number, with all names on hover. */
export function People({
  people,
  max = 3,
  none = "nobody",
}: {
  people: readonly Party[];
  max?: number;
  none?: string;
}): ReactElement {
  if (people.length === 0) return <span className="text-ink-3">{none}</span>;
  const shown = people.length > max ? people.slice(0, max - 1) : people;
  const rest = people.slice(shown.length);
  return (
    <span className="people">
      {shown.map((person) => (
        <Person key={person.id} person={person} />
      ))}
      {rest.length > 0 && (
        <span className="text-ink-3" title={rest.map(({ name }) => name).join(", ")}>
          and {rest.length} more
        </span>
      )}
    </span>
  );
}

/** Who may, under a control that the reader cannot use. */
export function Refusal({ reason, whoMay }: { reason: string; whoMay: readonly Party[] }): ReactElement {
  return (
    <p className="text-xs text-ink-2">
      {reason}
      {whoMay.length > 0 && (
        <span title={whoMay.map(({ name }) => name).join(", ")}>
          {" "}
          Who may: {whoWords(whoMay, { max: 4 })}.
        </span>
      )}
    </p>
  );
}
