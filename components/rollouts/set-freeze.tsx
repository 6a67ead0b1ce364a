import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";

export interface FreezeChoices {
  components: readonly { value: string; label: string }[];
  /** The reader's; offered first. */
  zone: string;
}

const repeats = [
  { value: "", label: "Once" },
  { value: "FREQ=DAILY", label: "Every day" },
  { value: "FREQ=WEEKLY", label: "Every week" },
  { value: "FREQ=MONTHLY", label: "Every month" },
  { value: "FREQ=YEARLY", label: "Every year" },
] as const;

/** A window is said as people do: from then until then, by the clock of a place, once or again and again. */
export function SetFreeze({
  ability,
  act,
  choices,
}: {
  ability: Ability;
  act: Act;
  choices: FreezeChoices;
}): ReactElement {
  const label = "Set a freeze window";
  if (!ability.allowed) return <Why label={label} size="sm" align="end" {...ability} />;
  return (
    <>
      <SheetButton sheet="set-freeze" size="sm">
        {label}…
      </SheetButton>
      <Sheet id="set-freeze" title={label}>
        <ActForm act={act} submit="Set it" busy="Recording…">
          <Input label="Title" name="title" required maxLength={120} autoComplete="off" />
          <Select
            label="What it keeps from advancing"
            name="component"
            options={[{ value: "", label: "Every release" }, ...choices.components]}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <Input label="From" name="from" type="datetime-local" required />
            <Input label="Until" name="until" type="datetime-local" required />
          </div>
          <Input
            label="Time zone"
            name="zone"
            required
            defaultValue={choices.zone}
            maxLength={80}
            autoComplete="off"
            hint="By whose clock, as Europe/Berlin; it stays so across daylight saving."
          />
          <Select label="Repeats" name="repeats" options={[...repeats]} />
          <Disclosure summary="Another rhythm">
            <Input
              label="Rule"
              name="rule"
              maxLength={300}
              autoComplete="off"
              hint="In place of the choice above, by RFC 5545: FREQ=MONTHLY;BYDAY=-1FR"
            />
          </Disclosure>
          <Textarea label="Reason" name="reason" required rows={2} maxLength={4_000} />
          <Together ability={ability} />
          <p className="text-sm text-ink-2">
            While it is in force nothing that it covers is advanced, skipped or completed. Signing goes on,
            and nothing that stops or goes back is kept from it.
          </p>
        </ActForm>
      </Sheet>
    </>
  );
}
