import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import type { HandOverAnswer } from "@/lib/handovers/schemas";
import { decisionWords } from "@/lib/policy/decision-words";
import { roleWords } from "@/lib/policy/role-words";

type Right = HandOverAnswer["rights"][number];
type Holder = Right["people"][number];

/** Decisions that the same people can take on the same releases. */
export interface SharedRight extends Pick<Right, "people" | "releases"> {
  decisions: Right["decision"][];
}

const namesShown = 4;

/** Rights told together where who holds them and where agrees, in their order; whoever has the shift stands first. */
export function sharedRights(rights: readonly Right[], onShift: string | null): SharedRight[] {
  const found = new Map<string, SharedRight>();
  for (const { decision, people, releases } of rights) {
    const key = JSON.stringify([people, releases]);
    const own = people.filter(({ email }) => email === onShift);
    const others = people.filter(({ email }) => email !== onShift);
    const known = found.get(key) ?? { decisions: [], people: [...own, ...others], releases };
    known.decisions.push(decision);
    found.set(key, known);
  }
  return [...found.values()];
}

/** Who holds which right that needs speed, at the beginning of the shift or now. */
export function Rights({ brief: { rights, shift } }: { brief: HandOverAnswer }): ReactElement {
  const onShift = shift?.person.email ?? null;
  return (
    <Section title="Who can stop or go back" flush>
      {rights.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">Nothing of this kind is asked on these releases.</p>
      ) : (
        <ul aria-label="Rights">
          {sharedRights(rights, onShift).map((right) => (
            <li
              key={`${right.decisions.join()} ${right.releases[0]?.slug ?? ""}`}
              className="border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <p className="font-medium">{wordsOf(right.decisions)}</p>
              <People people={right.people} onShift={onShift} />
              <p className="text-xs text-ink-3 wrap-anywhere">
                on {right.releases.map(({ title }) => title).join(", ")}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** `Propose a rollback, pause the exposure or place a hold` */
function wordsOf(decisions: SharedRight["decisions"]): string {
  const words = decisions.map((decision, index) => {
    const said = decisionWords(decision);
    return index === 0 ? said : `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
  });
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

function People({ people, onShift }: { people: readonly Holder[]; onShift: string | null }): ReactElement {
  if (people.length === 0)
    return (
      <Mark tone="stop" shape="stop">
        Nobody
      </Mark>
    );
  // One name is not worth a fold.
  const shown = people.length > namesShown + 1 ? namesShown : people.length;
  const rest = people.slice(shown);
  return (
    <>
      <p className="text-ink-2 wrap-anywhere">
        {people.slice(0, shown).map((person, index) => (
          <span key={person.email}>
            {index > 0 && ", "}
            <span className={person.email === onShift ? "font-medium text-ink" : undefined}>
              {named(person)}
            </span>
          </span>
        ))}
      </p>
      {rest.length > 0 && (
        <Disclosure summary={`and ${rest.length} more`}>
          <p className="text-ink-2 wrap-anywhere">{rest.map(named).join(", ")}</p>
        </Disclosure>
      )}
    </>
  );
}

function named({ name, roles }: Holder): string {
  return `${name} (${roles.map(roleWords).join(", ")})`;
}
