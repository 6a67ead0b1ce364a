import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import type { PersonDetail } from "@/lib/identity/schemas";
import { Consequences } from "./consequences";
import { personPath } from "./words";

/** Disabling somebody, with all that follows shown before it is done. */
export function DisablePerson({
  person,
  found,
  act,
}: {
  person: PersonDetail;
  found: ConsequencesAnswer;
  act: Act;
}): ReactElement {
  const { email, name, sessions, teams } = person;
  return (
    <Section
      id="ask"
      title={
        <>
          Disable <bdi>{name}</bdi>?
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="max-w-prose text-sm text-ink-2">
          At once and for good: {sessions === 1 ? "one sign-in" : `${sessions} sign-ins`} and every token end,
          {teams.length === 0 ? "" : ` the places in ${teams.map(({ key }) => key).join(", ")} end,`} and
          votes that were not yet decided on stop counting. What was decided before stands. Enabling them
          again brings none of it back.
        </p>
        <Consequences found={found} />
        <ActForm act={act} submit={`Disable ${name}`} busy="Disabling…" look="danger">
          <input type="hidden" name="person" value={email} />
        </ActForm>
        <div>
          <LinkButton look="quiet" href={personPath(email)} prefetch={false}>
            Leave it as it is
          </LinkButton>
        </div>
      </div>
    </Section>
  );
}
