import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { People, Person } from "@/components/people/people";
import { Facts, Fact } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { localTimeOf } from "@/lib/platform/recurrence";
import { repeatWords } from "@/lib/reviews/repeats";
import type { ReviewDetail } from "@/lib/reviews/schemas";
import { toPerson } from "./agenda";

/** When it is, what it covers, who called it and who is invited. */
export function ReviewFacts({ detail, reader }: { detail: ReviewDetail; reader: Reader }): ReactElement {
  const { start, end, zone, rule, covers, invited, calledBy, originalStart } = detail;
  const at = Date.parse(start);
  const covered = [
    ["Templates", covers.templates],
    ["Components", covers.components],
    ["Teams", covers.teams],
    ["Releases", covers.releases],
  ] as const;
  const roles = ["champions of what it covers", ...invited.roles.map(roleWords)];
  return (
    <Section title="About this review">
      <Facts>
        <Fact name="When">
          <Time at={at} reader={reader} /> to <Time at={Date.parse(end)} reader={reader} show="clock" />
        </Fact>
        {zone !== reader.zone && (
          <Fact name="There">
            {localTimeOf(at, zone).replace("T", " ")} ({zone})
          </Fact>
        )}
        {start !== originalStart && (
          <Fact name="Moved from">
            <Time at={Date.parse(originalStart)} reader={reader} />
          </Fact>
        )}
        <Fact name="Repeats">{repeatWords(rule)}</Fact>
        {covered.flatMap(([name, keys]) =>
          keys.length === 0
            ? []
            : [
                <Fact key={name} name={name}>
                  {keys.join(", ")}
                </Fact>,
              ],
        )}
        <Fact name="Called by">
          <Person person={toPerson(calledBy)} />
        </Fact>
        <Fact name="Invited">
          <span className="block">{roles.join(", ")}</span>
          {invited.people.length > 0 && <People people={invited.people.map(toPerson)} max={6} />}
        </Fact>
      </Facts>
    </Section>
  );
}
