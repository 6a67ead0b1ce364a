import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { whoWords } from "@/components/ui/who-words";
import { Why } from "@/components/ui/why";
import { durationWords } from "@/lib/platform/durations";
import { severities } from "@/lib/policy/model";
import type { ActBySeverity, ReleaseRollbacks } from "@/lib/rollbacks/release-rollbacks";
import type { RollbackPlan } from "@/lib/rollbacks/schemas";
import { silenceWords } from "./rollback-words";

/** Asking to go back: how severe it is by the agreed rubric, and why. */
export function Propose({
  release,
  of,
  act,
}: {
  release: string;
  of: Pick<ReleaseRollbacks, "plan" | "propose">;
  act: Act;
}): ReactElement {
  const { plan, propose } = of;
  const label = "Propose a rollback";
  const off = offOf(propose);
  if (plan === null || off !== null)
    return <Why label={label} align="end" {...(off ?? { reason: propose.fault })} />;
  return (
    <div>
      <SheetButton sheet="propose" look="danger">
        {label}…
      </SheetButton>
      <Sheet id="propose" title={label}>
        <ActForm act={act} submit="Propose it" busy="Proposing…" look="danger">
          <input type="hidden" name="release" value={release} />
          <p className="text-sm text-ink-2">
            Exposure is paused at once. Whoever can authorise it is told; nothing is put back before.
          </p>
          <SeverityChoice plan={plan} by={propose.by} />
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            maxLength={4_000}
            hint="What is seen, where, since when."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}

/** Why and who may, where none of the severities is the reader's to choose; null: one is. */
export function offOf({ by, fault }: ActBySeverity): { reason: string; whoMay?: { name: string }[] } | null {
  if (fault !== null) return { reason: fault };
  const first = by.sev1;
  if (severities.some((severity) => by[severity].allowed) || first.allowed) return null;
  return { reason: first.reason, whoMay: first.whoMay };
}

/** The rubric, to choose by what is the case. */
export function SeverityChoice({
  plan,
  by,
}: {
  plan: Pick<RollbackPlan, "severities">;
  by: ActBySeverity["by"];
}): ReactElement {
  const first = severities.find((severity) => by[severity].allowed);
  const chosen = severities.flatMap((severity) => {
    const ability = by[severity];
    return ability.allowed && ability.together !== undefined ? [ability] : [];
  });
  return (
    <>
      <RadioGroup
        label="How severe it is"
        name="severity"
        required
        {...(first !== undefined && { defaultValue: first })}
        choices={severities.map((severity) => {
          const { means, decideWithin, onSilence } = plan.severities[severity];
          const ability = by[severity];
          return {
            value: severity,
            label: `${severity}: ${means}`,
            disabled: !ability.allowed,
            hint: ability.allowed
              ? `Decided within ${durationWords(decideWithin)}, ${silenceWords[onSilence]}.`
              : `${whoWords(ability.whoMay, { max: 3 }) || "Nobody"} may.`,
          };
        })}
      />
      {chosen[0] !== undefined && <Together ability={chosen[0]} />}
    </>
  );
}
