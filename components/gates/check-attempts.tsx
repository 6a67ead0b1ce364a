import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Source } from "@/components/ui/source";
import { type Reader, Time } from "@/components/ui/time";
import type { CheckAttempt } from "@/lib/gates/page-model";
import { checkSayings } from "./status";

/** Every reported result of a check, newest first, each with what it measured. */
export function CheckAttempts({
  checks,
  reader,
}: {
  checks: readonly CheckAttempt[];
  reader: Reader;
}): ReactElement {
  return (
    <ol className="flex flex-col gap-2">
      {checks.map((check) => (
        <li key={check.id} className="text-sm">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <Mark {...checkSayings[check.status]}>{checkSayings[check.status].word}</Mark>
            <span className="text-ink-2">{check.component}</span>
            <Digest value={check.bundleDigest} copy={false} />
            {check.current ? <Badge tone="accent">candidate</Badge> : <Badge>earlier bundle</Badge>}
            <span className="text-xs text-ink-3">
              <Time at={Date.parse(check.at)} reader={reader} /> by {check.reportedBy}
            </span>
          </div>
          {check.summary !== null && <p className="max-w-prose pl-5 text-ink-2">{check.summary}</p>}
          {check.url !== null && (
            <a href={check.url} rel="noreferrer nofollow" className="ml-5 link">
              Report
            </a>
          )}
          {hasEvidence(check.evidence) && (
            <div className="pl-5">
              <Disclosure summary="Evidence">
                <Source label="Evidence" text={JSON.stringify(check.evidence, null, 2)} />
              </Disclosure>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function hasEvidence(evidence: unknown): boolean {
  return typeof evidence === "object" && evidence !== null && Object.keys(evidence).length > 0;
}
