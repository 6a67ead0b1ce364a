import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { RadioGroup } from "@/components/ui/radio-group";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { accessLevels } from "@/lib/identity/actor";
import type { PersonAnswer } from "@/lib/identity/schemas";
import type { Verdict } from "@/lib/policy/model";
import { accessWords } from "./words";

/** What a person's access level is, and giving another one, or letting them in again. */
export function PersonAccess({
  person,
  verdict,
  acts,
}: {
  person: PersonAnswer;
  verdict: Verdict;
  acts: { giveAccess: Act; enable: Act };
}): ReactElement {
  const { access, email } = person;
  const label = access === null ? "Enable" : "Change access";
  return (
    <Section title="Access level" aside={access === null ? "disabled" : accessWords[access].word}>
      {verdict.allowed ? (
        <ActForm
          act={access === null ? acts.enable : acts.giveAccess}
          submit={label}
          look="secondary"
          busy="One moment…"
        >
          <input type="hidden" name="person" value={email} />
          {access === null && (
            <p className="text-sm text-ink-2">
              Places in teams and pools do not come back by it; those who hold that right give them anew.
            </p>
          )}
          <RadioGroup
            label="Access level"
            hideLabel
            name="access"
            defaultValue={access ?? "member"}
            choices={accessLevels.map((level) => ({
              value: level,
              label: accessWords[level].word,
              hint: accessWords[level].hint,
            }))}
          />
        </ActForm>
      ) : (
        <div className="flex flex-col gap-3">
          {access !== null && <p className="text-sm text-ink-2">{accessWords[access].hint}.</p>}
          <Why label={label} reason={verdict.reason} whoMay={verdict.whoMay} full />
        </div>
      )}
    </Section>
  );
}
