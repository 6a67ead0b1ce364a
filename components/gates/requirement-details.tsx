import Link from "next/link";
import type { ReactElement } from "react";
import { Person } from "@/components/people/people";
import { Badge } from "@/components/ui/badge";
import { Markdown } from "@/components/ui/markdown";
import { type Reader, Time } from "@/components/ui/time";
import { CheckAttempts } from "./check-attempts";
import type { ShownRequirement } from "./shown-gate";
import { partWords, roleWords } from "./status";
import { VoteList } from "./votes";

export interface DetailsProps {
  release: string;
  requirement: ShownRequirement;
  reader: Reader;
}

/** What was said and reported on a requirement, and what it depends on. */
export function RequirementDetails({ release, requirement, reader }: DetailsProps): ReactElement {
  const { guidance, votes, checks, acknowledgements, waivers, isOnAll, controls, parts } = requirement;
  return (
    <div className="flex flex-col gap-3">
      {requirement.check !== null && (
        <Link
          href={`/releases/${release}/checks#${requirement.check.name}`}
          prefetch={false}
          className="inline-flex min-h-6 items-center self-start text-sm link"
        >
          How it is reported
        </Link>
      )}
      {guidance !== null && <Markdown text={guidance} className="text-sm" />}
      {votes.length > 0 && <VoteList votes={votes} reader={reader} />}
      {checks.length > 0 && <CheckAttempts checks={checks} reader={reader} />}
      {acknowledgements.length > 0 && (
        <ul className="flex flex-col gap-1 text-sm">
          {acknowledgements.map((each) => (
            <li key={`${each.role}${each.at}`} className="flex flex-wrap items-center gap-x-1.5">
              <Person person={each.person} />
              <span className="text-ink-2">
                acknowledged as {roleWords(each.role)}
                {each.castBy !== null && <>, by {each.castBy} on their behalf</>}
              </span>
              {!each.current && <Badge tone="aged">earlier content</Badge>}
              <span className="text-xs text-ink-3">
                <Time at={Date.parse(each.at)} reader={reader} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {waivers.map((waiver) => (
        <p key={waiver.expiresAt} className="text-sm text-ink-2">
          <Badge tone={waiver.current ? "spared" : "idle"}>
            {waiver.current ? "waived" : "waiver ended"}
          </Badge>{" "}
          until <Time at={Date.parse(waiver.expiresAt)} reader={reader} />, owned by {waiver.owner.name}: “
          {waiver.reason}”
        </p>
      ))}
      <p className="text-xs text-ink-3">
        Depends on {isOnAll && "everything that is decided on: "}
        {parts.map(partWords).join(", ")}.{controls.length > 0 && <> Controls: {controls.join(", ")}.</>}
      </p>
    </div>
  );
}
