import type { ReactElement } from "react";
import { Input, Select, Textarea } from "@/components/ui/field";
import { everyChoices, type RotaFields as Fields } from "@/lib/policy/rota-form";

/** Who takes turns, when they hand over, and which hours are covered. */
export function RotaFields({ fields }: { fields: Fields }): ReactElement {
  const isKnown = everyChoices.some(({ value }) => value === fields.every);
  return (
    <>
      <Textarea
        label="People, in the order of their turns"
        name="people"
        required
        defaultValue={fields.people}
        hint="One address a line. The first is on shift from the first hand-over on."
      />
      <Input
        label="Time zone"
        name="zone"
        required
        maxLength={64}
        defaultValue={fields.zone}
        hint="As Europe/Berlin. Hand-overs and hours keep their local time in it."
      />
      <Input
        label="First hand-over, in that zone"
        name="starting"
        type="datetime-local"
        required
        defaultValue={fields.starting}
      />
      <Select
        label="Hand over"
        name="every"
        defaultValue={fields.every}
        options={[...everyChoices, ...(isKnown ? [] : [{ value: fields.every, label: fields.every }])]}
      />
      <Textarea
        label="Hours covered"
        name="hours"
        defaultValue={fields.hours}
        hint="Days and hours a line, as MO,TU,WE,TH,FR 08:00-18:00. Empty: always."
      />
    </>
  );
}
