import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { weekdays } from "@/lib/policy/rota";
import type { HoursDocument } from "@/lib/policy/working-hours-schema";

const dayWords = { MO: "Mon", TU: "Tue", WE: "Wed", TH: "Thu", FR: "Fri", SA: "Sat", SU: "Sun" } as const;

/** When somebody works; of the organisation also in how many working days it decides. */
export function HoursForm({
  hours,
  targetDays,
  digest,
  act,
}: {
  hours: HoursDocument;
  /** Absent: it is a person's. */
  targetDays?: number;
  /** Of what is shown, so that nobody's change is overwritten. */
  digest: string;
  act: Act;
}): ReactElement {
  return (
    <ActForm act={act} submit="Save the working hours" busy="Saving…">
      <input type="hidden" name="expected" value={digest} />
      <Input
        label="Time zone"
        name="zone"
        required
        maxLength={64}
        defaultValue={hours.zone}
        hint="For example Europe/Berlin."
      />
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-sm font-medium">Working days</legend>
        {weekdays.map((day) => (
          <Checkbox
            key={day}
            name="day"
            value={day}
            label={dayWords[day]}
            defaultChecked={hours.days.includes(day)}
          />
        ))}
      </fieldset>
      <div className="grid grid-cols-2 gap-3">
        <Input label="From" name="from" required maxLength={5} defaultValue={hours.from} hint="Local time." />
        <Input label="To" name="to" required maxLength={5} defaultValue={hours.to} hint="At most 24:00." />
      </div>
      <Textarea
        label="Days off"
        name="holidays"
        rows={2}
        defaultValue={hours.holidays.join(" ")}
        hint="Dates such as 2026-12-25, with spaces between them."
      />
      {targetDays !== undefined && (
        <Input
          label="Working days to decide in"
          name="targetDays"
          type="number"
          min={0.5}
          max={60}
          step={0.5}
          required
          defaultValue={targetDays}
          hint="For what has no due date of its own."
        />
      )}
    </ActForm>
  );
}
