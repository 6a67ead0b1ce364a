import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { Choices } from "@/lib/releases/choice-queries";

const repeats = [
  { value: "once", label: "Once" },
  { value: "weekly", label: "Every week" },
  { value: "two-weekly", label: "Every two weeks" },
  { value: "weekdays", label: "Every weekday" },
  { value: "monthly", label: "Every month, on that weekday" },
];
const lengths = ["15", "30", "45", "60", "90", "120"].map((value) => ({ value, label: `${value} minutes` }));

/** Calls a review: what it is about, when, and who is invited beside the champions. */
export function ScheduleForm({
  act,
  choices,
  zone,
  start,
  release,
}: {
  act: Act;
  choices: Choices;
  /** The reader's. */
  zone: string;
  start: string;
  /** Slug to begin with. */
  release: string;
}): ReactElement {
  const any = { value: "", label: "None" };
  return (
    <ActForm act={act} submit="Call the review" busy="Calling it…" className="flex max-w-3xl flex-col gap-4">
      <Section title="When">
        <div className="grid gap-3 sm:grid-cols-2">
          <div className="sm:col-span-2">
            <Input label="Title" name="title" required maxLength={200} defaultValue="Readiness review" />
          </div>
          <Input label="First time" name="start" type="datetime-local" required defaultValue={start} />
          <Input
            label="Time zone"
            name="zone"
            required
            maxLength={64}
            defaultValue={zone}
            hint="Its time of day stays there across daylight saving."
          />
          <Select label="Repeats" name="repeat" options={repeats} defaultValue="weekly" />
          <Select label="Takes" name="minutes" options={lengths} defaultValue="60" />
        </div>
      </Section>
      <Section title="Which releases">
        <p className="pb-3 text-sm text-ink-2">
          Every release in flight that fits one of these is on the agenda, also one that begins later.
        </p>
        <div className="grid gap-3 sm:grid-cols-2">
          <Select label="Made from the template" name="template" options={[any, ...choices.templates]} />
          <Select label="Of components of the team" name="team" options={[any, ...choices.teams]} />
          <Select label="Of the component" name="component" options={[any, ...choices.components]} />
          <Input
            label="These releases"
            name="releases"
            maxLength={2_000}
            defaultValue={release}
            placeholder="silero-vad-v6"
            hint="As in their addresses, with commas between."
          />
        </div>
      </Section>
      <Section title="Who">
        <div className="flex flex-col gap-3">
          <p className="text-sm text-ink-2">
            The champions of these releases are invited by themselves. Whoever holds one of these roles on one
            of them is, too:
          </p>
          <fieldset className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-3">
            <legend className="unseen">Invited roles</legend>
            {choices.roles.map(({ value, label }) => (
              <Checkbox key={value} name="role" value={value} label={label} />
            ))}
          </fieldset>
          <Input
            label="And these people"
            name="people"
            maxLength={4_000}
            hint="E-mail addresses with commas between."
          />
        </div>
      </Section>
    </ActForm>
  );
}
