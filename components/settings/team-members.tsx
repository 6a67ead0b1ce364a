import Link from "next/link";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import type { TeamDetail } from "@/lib/identity/schemas";
import type { Verdict } from "@/lib/policy/model";
import { personPath } from "./words";

/** Who is in a team, its leads first, and changing that by the rules. */
export function TeamMembers({
  team,
  verdict,
  reader,
  act,
}: {
  team: TeamDetail;
  verdict: Verdict | null;
  reader: { email: string };
  act: Act;
}): ReactElement {
  const may = verdict?.allowed === true;
  const inPool = team.inPools.length > 0;
  return (
    <Section title="Members" aside={`${team.members.length}`} flush>
      {inPool && team.members.every(({ lead }) => !lead) && (
        <Notice tone="aged" title="No lead" className="m-3">
          Roles are held by way of this team, and it has no lead: whoever may change the decision rights
          changes it.
        </Notice>
      )}
      {team.members.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">Nobody is in it yet.</p>}
      <ul aria-label="Members">
        {team.members.map((member) => (
          <li
            key={member.email}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 border-b border-line px-4 py-2 text-sm"
          >
            <div className="flex min-w-0 items-center gap-2">
              <Avatar name={member.name} />
              <div className="min-w-0">
                <Link
                  href={personPath(member.email)}
                  prefetch={false}
                  className="font-medium wrap-anywhere hover:underline"
                >
                  <bdi>{member.name}</bdi>
                </Link>{" "}
                {member.lead && <Badge tone="accent">lead</Badge>}
                {member.source === "provider" && <Badge>by a group</Badge>}
                <p className="text-xs wrap-anywhere text-ink-3">{member.email}</p>
              </div>
            </div>
            {(may || member.email === reader.email) && (
              <LinkButton
                size="sm"
                look="quiet"
                href={`/settings/teams/${team.key}?without=${encodeURIComponent(member.email)}`}
                prefetch={false}
                aria-label={member.email === reader.email ? "Leave the team…" : `Take ${member.name} out…`}
              >
                {member.email === reader.email ? "Leave…" : "Take out…"}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
      <div className="p-4">
        {verdict?.allowed === false ? (
          <Why label="Give a place" reason={verdict.reason} whoMay={verdict.whoMay} full />
        ) : (
          <ActForm act={act} submit="Give a place" busy="One moment…" look="secondary" row>
            <input type="hidden" name="team" value={team.key} />
            <div className="min-w-56 flex-1">
              <Input
                label="Address of somebody here"
                name="email"
                type="email"
                required
                maxLength={254}
                autoComplete="off"
              />
            </div>
            <div className="w-32">
              <Select
                label="As"
                name="place"
                options={[
                  { value: "member", label: "Member" },
                  { value: "lead", label: "Lead" },
                ]}
              />
            </div>
          </ActForm>
        )}
        <p className="pt-2 text-xs text-ink-3">
          {inPool
            ? "Roles are held by way of this team, so nobody gives themselves a place in it. To change between member and lead, give the place anew."
            : "To change between member and lead, give the place anew."}
        </p>
      </div>
    </Section>
  );
}
