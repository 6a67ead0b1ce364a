import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import type { TeamDetail } from "@/lib/identity/schemas";
import type { Verdict } from "@/lib/policy/model";

/** Single sign-on as far as groups go. */
export interface GroupSource {
  /** What the provider is called. */
  name: string;
  followsGroups: boolean;
}

/** Which groups of the provider bring people into a team, and changing that by the rules. */
export function TeamGroups({
  team,
  source,
  verdict,
  act,
}: {
  team: TeamDetail;
  /** null: there is no single sign-on. */
  source: GroupSource | null;
  verdict: Verdict | null;
  act: Act;
}): ReactElement {
  const inPool = team.inPools.length > 0;
  return (
    <Section title="Groups that bring people in" aside={source?.name} flush>
      {team.groups.length === 0 && <p className="px-4 pt-3 text-sm text-ink-2">None.</p>}
      {team.groups.length > 0 && (
        <ul aria-label="Groups">
          {team.groups.map(({ name, byLeads }) => (
            <li
              key={name}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm"
            >
              <span className="min-w-0 font-medium wrap-anywhere">
                <bdi>{name}</bdi>
              </span>
              {inPool && !byLeads && <Badge tone="aged">waits for the leads</Badge>}
            </li>
          ))}
        </ul>
      )}
      <div className="p-4">
        {verdict?.allowed === false ? (
          <Why label="Save groups" reason={verdict.reason} whoMay={verdict.whoMay} full />
        ) : (
          <ActForm act={act} submit="Save groups" busy="Saving…" look="secondary">
            <input type="hidden" name="team" value={team.key} />
            <Textarea
              // Shows anew what is held once it is saved.
              key={team.groups.map(({ name }) => name).join("\n")}
              label="Groups, one a line"
              name="groups"
              hint="As the provider writes them."
              rows={Math.min(8, Math.max(2, team.groups.length + 1))}
              maxLength={13_000}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              defaultValue={team.groups.map(({ name }) => name).join("\n")}
            />
          </ActForm>
        )}
        <p className="pt-2 text-xs text-ink-3">{words({ team, source })}</p>
      </div>
    </Section>
  );
}

function words({ team, source }: { team: TeamDetail; source: GroupSource | null }): string {
  if (source === null) return "This server has no single sign-on, so groups bring in nobody.";
  if (!source.followsGroups)
    return "This server is not told which claim lists groups, so they bring in nobody: whoever runs it sets COUNTERSIGN_OIDC_GROUPS_CLAIM.";
  const always = `Whoever is in one of them gets a place when they sign in with ${source.name}, and loses it at the first sign-in after they left it. Places given by hand stay.`;
  return team.inPools.length === 0
    ? always
    : `${always} Roles are held by way of this team, so only groups count that its leads saved, and none brings in whoever saved it.`;
}
