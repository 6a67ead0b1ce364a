import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { Reader } from "@/components/ui/time";
import type { RotaAnswer } from "@/lib/policy/rota-schemas";

interface Props {
  rota: RotaAnswer;
  /** Address of the reader. */
  me: string;
  act: Act;
  reader: Reader;
}

/** Taking a shift over, or handing one on: a whole one, or a part of it. */
export function ShiftSheet({ rota, me, act, reader }: Props): ReactElement {
  const words = new Intl.DateTimeFormat("en-GB", {
    timeZone: reader.zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const spans = [...rota.shifts, ...rota.gaps.map((gap) => ({ ...gap, person: null }))].sort(
    (a, b) => Date.parse(a.from) - Date.parse(b.from),
  );
  const enabled = rota.people.filter(({ isEnabled }) => isEnabled);
  const isOn = enabled.some(({ email }) => email === me);
  return (
    <div>
      <SheetButton sheet="shift" look="primary">
        Take or hand on a shift
      </SheetButton>
      <Sheet id="shift" title="Take or hand on a shift">
        <ActForm act={act} submit="Record it" busy="Recording…">
          <input type="hidden" name="key" value={rota.key} />
          <Select
            label="Shift"
            name="shift"
            options={spans.map(({ from, to, person }) => ({
              value: `${from} ${to}`,
              label: `${words.format(Date.parse(from))} – ${words.format(Date.parse(to))}: ${person?.name ?? "nobody"}`,
            }))}
          />
          <Select
            label="Who is on shift instead"
            name="person"
            defaultValue={isOn ? me : undefined}
            hint="You take any shift; you hand on your own."
            options={enabled.map(({ name, email }) => ({ value: email, label: name }))}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <Input
              label="Only from"
              name="from"
              type="datetime-local"
              hint={`In ${reader.zone}. Empty: the whole shift.`}
            />
            <Input label="Only until" name="until" type="datetime-local" />
          </div>
          <Input label="Reason" name="reason" required maxLength={1000} />
        </ActForm>
      </Sheet>
    </div>
  );
}
