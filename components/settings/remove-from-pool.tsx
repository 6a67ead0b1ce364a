import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import type { RoleAnswer } from "@/lib/policy/schemas";
import { Consequences } from "./consequences";

/** Taking a team or a person out of a pool, with what follows shown before. */
export function RemoveFromPool({
  role,
  member,
  rest,
  found,
  act,
}: {
  role: RoleAnswer;
  member: string;
  /** The pool without it. */
  rest: readonly string[];
  found: ConsequencesAnswer;
  act: Act;
}): ReactElement {
  const name = member.replace(/^team:/, "");
  return (
    <Section id="ask" title={`Take ${name} out of the pool?`}>
      <div className="flex flex-col gap-3">
        <Consequences found={found} />
        <ActForm act={act} submit={`Take ${name} out`} busy="One moment…" look="danger">
          <input type="hidden" name="role" value={role.key} />
          <input type="hidden" name="expected" value={role.poolDigest} />
          {rest.map((each) => (
            <input key={each} type="hidden" name="pool" value={each} />
          ))}
        </ActForm>
        <div>
          <LinkButton look="quiet" href={`/settings/roles/${role.key}`} prefetch={false}>
            Leave it as it is
          </LinkButton>
        </div>
      </div>
    </Section>
  );
}
