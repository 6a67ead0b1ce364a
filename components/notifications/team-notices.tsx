import type { ReactElement } from "react";
import { Allowed } from "@/components/settings/allowed";
import { Disclosure } from "@/components/ui/disclosure";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import type { RulesAnswer } from "@/lib/notifications/schemas";
import type { Ability } from "@/lib/policy/ability";
import { HookForm } from "./hook-form";
import { RulesForm } from "./rules-form";

/** What is posted to a team's chat, and where that is. */
export function TeamNotices({
  team,
  rules,
  verdict,
  acts,
  reader,
}: {
  /** Key. */
  team: string;
  rules: RulesAnswer;
  verdict: Ability;
  acts: { rules: Act; hook: Act };
  reader: Reader;
}): ReactElement {
  return (
    <Section title="What is posted for it" id="notices">
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-2">
          Of releases on which the team holds a role, or whose components it owns. What not everybody sees is
          posted only where the team does.
          {rules.slack !== null && !verdict.allowed && ` It goes to ${rules.slack.host}.`}
        </p>
        <Allowed verdict={verdict} label="Change what is posted">
          <HookForm hook={rules.slack} act={acts.hook} reader={reader} team={team} />
          <Disclosure summary="What, and when" open={rules.slack !== null}>
            <RulesForm
              key={rules.digest}
              settings={rules.rules}
              of="team"
              act={acts.rules}
              digest={rules.digest}
              team={team}
            />
          </Disclosure>
        </Allowed>
      </div>
    </Section>
  );
}
