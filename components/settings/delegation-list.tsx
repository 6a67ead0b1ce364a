import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import { delegationWords } from "@/lib/policy/delegation-words";
import type { DelegationAnswer } from "@/lib/policy/delegation-schemas";
import { roleWords } from "@/lib/policy/role-words";

const standing: readonly DelegationAnswer["state"][] = ["running", "coming"];

/** What somebody lets others sign, and signs for others: what runs or is to come first. */
export function DelegationList({
  delegations,
  of,
  reader,
  end,
  none,
}: {
  delegations: readonly DelegationAnswer[];
  /** Address of whose they are. */
  of: string;
  reader: Reader;
  /** null: read only. */
  end: Act | null;
  none: string;
}): ReactElement {
  const rank = ({ state }: DelegationAnswer) => (standing.includes(state) ? 0 : 1);
  const sorted = [...delegations].sort((a, b) => rank(a) - rank(b));
  if (sorted.length === 0) return <p className="px-4 py-3 text-sm text-ink-2">{none}</p>;
  return (
    <ul aria-label="Delegations">
      {sorted.map((each) => {
        const isGiven = each.from.email === of;
        const other = isGiven ? each.to : each.from;
        return (
          <li key={each.id} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <p className="min-w-0 wrap-anywhere">
                <span className="font-medium first-letter:uppercase">{roleWords(each.role)}</span>{" "}
                {isGiven ? "to" : "for"}{" "}
                <bdi title={other.email} className="font-medium">
                  {other.name}
                </bdi>
                <Badge
                  className="ml-2"
                  tone={each.state === "running" ? "go" : "idle"}
                  shape={shapes[each.state]}
                >
                  {delegationWords[each.state]}
                </Badge>
              </p>
              {end !== null && standing.includes(each.state) && (
                <ActForm
                  act={end}
                  submit={isGiven ? `Take back from ${other.name}` : `Give back to ${other.name}`}
                  busy="Ending it…"
                  look="danger"
                  size="sm"
                >
                  <input type="hidden" name="id" value={each.id} />
                </ActForm>
              )}
            </div>
            <p className="text-ink-2">
              {each.release === null ? "Every release" : each.release.title} ·{" "}
              <Time at={Date.parse(each.begins)} reader={reader} /> to{" "}
              <Time at={Date.parse(each.until)} reader={reader} />
            </p>
            <p className="text-ink-3 wrap-anywhere">“{each.reason}”</p>
            {each.revoked !== null && (
              <p className="text-ink-3">
                Ended {each.revoked.by === null ? "with an account" : `by ${each.revoked.by.name}`}{" "}
                <Time at={Date.parse(each.revoked.at)} reader={reader} />
                {each.revoked.reason !== null && `: “${each.revoked.reason}”`}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const shapes = { running: "play", coming: "ring", over: "dash", revoked: "back" } as const;
