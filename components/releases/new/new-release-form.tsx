"use client";

import { type ReactElement, type ReactNode, useActionState, useState } from "react";
import { AttemptKey } from "@/components/ui/attempt-key";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, Select } from "@/components/ui/field";
import { idle, type Outcome } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { championRole } from "@/lib/releases/model";
import { type ChosenTemplate, fieldNames, type NewRelease } from "@/lib/releases/new-release-model";
import { suggestRoles } from "@/lib/releases/suggest-roles";
import { faultsBy, FormFaults } from "../forms/form-faults";
import { ObjectiveFields, PlanFields } from "../forms/plan-fields";
import { RolePicker } from "../forms/role-picker";
import { allOf, firstOf, rowsIn, type Typed } from "../forms/typed";
import { BeforeStartSummary } from "./before-start-summary";
import { ComponentPicker } from "./component-picker";
import { labelOfField } from "./field-labels";
import { NameFields } from "./name-fields";
import { keepOnReset } from "@/components/ui/keep-on-reset";

export interface CreateState {
  outcome: Outcome;
  /** What was typed, so that a refusal costs nothing where no script keeps it. */
  typed: Typed;
}

export type CreateAct = (before: CreateState, form: FormData) => Promise<CreateState>;

interface Props {
  offer: Pick<NewRelease, "components" | "champions">;
  template: ChosenTemplate;
  /** Address of who fills it in. */
  me: string;
  act: CreateAct;
  /** Choice and preview of the template. */
  children: ReactNode;
}

/** A release from a template to a draft, on one page; works without script, and says more with it. */
export function NewReleaseForm({ offer, template, me, act, children }: Props): ReactElement {
  const [{ outcome, typed }, dispatch, pending] = useActionState(act, { outcome: idle, typed: {} });
  const text = (name: string): string => firstOf(typed, name);
  const rowsOf = (name: string): number[] => rowsIn(typed, name);
  const faultOf = faultsBy(outcome);
  const [selected, setSelected] = useState(() => firstComponents(offer, typed));
  const [champion, setChampion] = useState(() => text("/champion") || firstChampion(offer, me));
  const owners = offer.components.flatMap((each) => (selected.includes(each.key) ? each.owners : []));
  const roles = useRoles({ template, champion, owners, typed });
  return (
    <form action={dispatch} onReset={keepOnReset} className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <AttemptKey outcome={outcome} />
      <input type="hidden" name="/template/key" value={template.key} />
      <input type="hidden" name="/template/version" value={template.version} />
      <div className="flex min-w-0 flex-col gap-4">
        <Section title="Template">{children}</Section>
        <Section title="Name and date">
          <div className="grid gap-3 sm:grid-cols-2">
            <NameFields typed={text} faultOf={faultOf} />
            <Select
              label="Champion"
              name="/champion"
              value={champion}
              onChange={({ currentTarget }) => setChampion(currentTarget.value)}
              options={[
                ...(champion === "" ? [{ value: "", label: "Choose who drives it" }] : []),
                ...offer.champions.map(({ email, name }) => ({ value: email, label: name })),
              ]}
              error={faultOf("/champion")}
              hint={
                offer.champions.length === 0
                  ? "Nobody is in the pool of release champions."
                  : "Who drives it, from the pool."
              }
            />
            <Input
              label="Target date"
              name="/targetDate"
              type="date"
              defaultValue={text("/targetDate")}
              error={faultOf("/targetDate")}
              hint="Optional."
            />
          </div>
        </Section>
        <Section title="Components" aside="from what is live to the candidate" flush>
          <ComponentPicker
            components={offer.components}
            selected={selected}
            onSelect={setSelected}
            typed={text}
            faultOf={faultOf}
          />
        </Section>
        <Section title="Objective" aside="can follow later">
          <div className="flex flex-col gap-3">
            <ObjectiveFields typed={text} rowsOf={rowsOf} faultOf={faultOf} />
          </div>
        </Section>
        <Section title="Roles" aside="from their pools only" flush>
          <RolePicker pools={roles.needed} chosen={roles.chosen} onChoose={roles.choose} faultOf={faultOf} />
          {roles.others.length > 0 && (
            <Disclosure summary="Roles that nothing here asks for" className="border-t border-line px-4 py-2">
              <RolePicker
                pools={roles.others}
                chosen={roles.chosen}
                onChoose={roles.choose}
                faultOf={faultOf}
              />
            </Disclosure>
          )}
        </Section>
        <Section title="The rest of the plan" aside="can follow later">
          <Disclosure
            summary="Write more of it now"
            open={outcome.kind === "refused" && hasPlanFault(outcome)}
          >
            <div className="flex flex-col gap-4 pt-1">
              <PlanFields prefix="/plan" typed={text} rowsOf={rowsOf} faultOf={faultOf} />
            </div>
          </Disclosure>
        </Section>
        <Visibility typed={typed} fault={faultOf(fieldNames.restrictedTo, true)} />
      </div>
      <div className="flex flex-col gap-3 self-start lg:sticky lg:top-16">
        <BeforeStartSummary
          quorums={template.quorums}
          staff={{ holders: roles.holders, authors: roles.championIds, owners }}
          components={selected.length}
        />
        <FormFaults outcome={outcome} labelOf={labelOfField(template)} />
        <Button
          type="submit"
          look="primary"
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
          onClick={(event) => pending && event.preventDefault()}
        >
          {pending ? "Creating…" : "Create the draft"}
        </Button>
        <p className="text-xs text-ink-3">
          Nothing starts yet: a draft asks nobody to sign, and all of this can still be changed.
        </p>
      </div>
    </form>
  );
}

/** Who is chosen: as somebody chose it, else as it is suggested for the champion and the components. */
function useRoles({
  template,
  champion,
  owners,
  typed,
}: {
  template: ChosenTemplate;
  champion: string;
  owners: readonly string[];
  typed: Typed;
}) {
  const [own, setOwn] = useState<Record<string, string[]>>(() => typedRoles(template, typed));
  const pools = template.roles;
  const chosen = { ...suggestRoles({ pools, champion, owners }), ...own };
  const holders = Object.fromEntries(
    pools.map(({ role, eligible }) => [
      role,
      [...new Set(eligible.flatMap((each) => ((chosen[role] ?? []).includes(each.name) ? each.people : [])))],
    ]),
  );
  const shown = pools.filter(({ role }) => role !== championRole);
  return {
    chosen,
    holders,
    championIds: holders[championRole] ?? [],
    needed: shown.filter(({ isNeeded }) => isNeeded),
    others: shown.filter(({ isNeeded }) => !isNeeded),
    choose: (role: string, names: string[]) => setOwn({ ...own, [role]: names }),
  };
}

/** After a refusal without script all roles are as they were sent. */
function typedRoles(template: ChosenTemplate, typed: Typed): Record<string, string[]> {
  if (Object.keys(typed).length === 0) return {};
  return Object.fromEntries(
    template.roles
      .filter(({ role }) => role !== championRole)
      .map(({ role }) => [role, [...allOf(typed, fieldNames.role(role))]]),
  );
}

function firstComponents({ components }: Props["offer"], typed: Typed): string[] {
  const sent = allOf(typed, fieldNames.components);
  if (sent.length > 0) return [...sent];
  const [only] = components;
  return components.length === 1 && only !== undefined ? [only.key] : [];
}

function firstChampion({ champions }: Props["offer"], me: string): string {
  if (champions.some(({ email }) => email === me)) return me;
  return champions.length === 1 ? (champions[0]?.email ?? "") : "";
}

function hasPlanFault(outcome: Extract<Outcome, { kind: "refused" }>): boolean {
  return outcome.faults.some(({ path }) => path.startsWith("/plan/"));
}

function Visibility({ typed, fault }: { typed: Typed; fault: string | undefined }): ReactElement {
  const wasOn = firstOf(typed, fieldNames.restricted) !== "";
  return (
    <Section title="Who sees it" aside="everybody, unless restricted">
      <div className="group flex flex-col gap-2 text-sm">
        <label className="inline-flex min-h-6 cursor-pointer items-center gap-2">
          <input type="checkbox" name={fieldNames.restricted} defaultChecked={wasOn} className="size-4" />
          Restrict it to who holds a role on it, and to those named here
        </label>
        <div className="hidden group-has-checked:block">
          <Input
            label="Others who see it"
            name={fieldNames.restrictedTo}
            defaultValue={firstOf(typed, fieldNames.restrictedTo)}
            placeholder="auditor@example.org, team:legal"
            hint="Addresses, and teams as team:key, with commas between them."
            error={fault}
          />
        </div>
      </div>
    </Section>
  );
}
