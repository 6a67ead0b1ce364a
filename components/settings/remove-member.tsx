import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import { Consequences } from "./consequences";

/** Ending somebody's place in a team, with what follows shown before. */
export function RemoveMember({
  team,
  member,
  isOwn,
  found,
  act,
}: {
  team: { key: string; title: string };
  member: { email: string; name: string };
  isOwn: boolean;
  found: ConsequencesAnswer;
  act: Act;
}): ReactElement {
  const label = isOwn ? `Leave ${team.title}` : `Take ${member.name} out`;
  return (
    <Section id="ask" title={`${label}?`}>
      <div className="flex flex-col gap-3">
        <Consequences found={found} />
        <ActForm act={act} submit={label} busy="One moment…" look="danger">
          <input type="hidden" name="team" value={team.key} />
          <input type="hidden" name="email" value={member.email} />
        </ActForm>
        <div>
          <LinkButton look="quiet" href={`/settings/teams/${team.key}`} prefetch={false}>
            Leave it as it is
          </LinkButton>
        </div>
      </div>
    </Section>
  );
}
