import type { ReactElement } from "react";
import { DelegationList } from "@/components/settings/delegation-list";
import { PersonField } from "@/components/people/person-field";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { Reader } from "@/components/ui/time";
import type { DelegationAnswer } from "@/lib/policy/delegation-schemas";
import { roleWords } from "@/lib/policy/role-words";

const twoWeeksMs = 14 * 86_400_000;

/** Who signs for one while one is away, and for whom one signs. */
export function OwnDelegations({
  delegations,
  email,
  roles,
  releases,
  people,
  reader,
  acts,
}: {
  delegations: readonly DelegationAnswer[];
  email: string;
  /** Roles that one holds oneself. */
  roles: readonly string[];
  /** Releases on which one holds a role. */
  releases: readonly { slug: string; title: string }[];
  /** Whom they can be delegated to first. */
  people: readonly { name: string; email: string }[];
  reader: Reader;
  acts: { delegate: Act; end: Act };
}): ReactElement {
  return (
    <Section
      id="delegations"
      title="Delegations"
      aside={
        roles.length > 0 && (
          <SheetButton sheet="delegate" size="sm">
            Delegate a role…
          </SheetButton>
        )
      }
      flush
    >
      <DelegationList
        delegations={delegations}
        of={email}
        reader={reader}
        end={acts.end}
        none={
          roles.length === 0
            ? "You hold no role to delegate, and sign for nobody."
            : "Nobody signs for you, and you sign for nobody."
        }
      />
      {roles.length > 0 && (
        <Sheet id="delegate" title="Delegate a role">
          <ActForm act={acts.delegate} submit="Delegate" busy="Recording…">
            <p className="text-sm text-ink-2">
              They sign, object and acknowledge for you until then; it counts as yours, and you both fill one
              place. You keep the role. Taking it back makes what they signed stop counting.
            </p>
            <Select
              label="Role"
              name="role"
              options={roles.map((role) => ({ value: role, label: roleWords(role) }))}
            />
            <PersonField people={people} label="To" name="to" />
            <Select
              label="On"
              name="release"
              options={[
                { value: "", label: "every release" },
                ...releases.map(({ slug, title }) => ({ value: slug, label: title })),
              ]}
            />
            <div className="grid gap-3 sm:grid-cols-2">
              <Input label="From" hint="In UTC; empty: from now on" name="from" type="datetime-local" />
              <Input
                label="Until"
                hint="In UTC; at most 90 days"
                name="until"
                type="datetime-local"
                required
                defaultValue={new Date(reader.now + twoWeeksMs).toISOString().slice(0, 16)}
              />
            </div>
            <Textarea label="Reason" hint="Everybody reads it." name="reason" required rows={2} />
          </ActForm>
        </Sheet>
      )}
    </Section>
  );
}
