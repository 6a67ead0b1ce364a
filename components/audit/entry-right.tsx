import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { GrantView } from "@/lib/audit/grant-schemas";
import type { EntryDetailView } from "@/lib/audit/proof-schemas";
import { decisionWords } from "@/lib/policy/decision-words";
import { type Decision, decisions } from "@/lib/policy/model";
import { ruleWords } from "@/lib/policy/rule-words";
import { EntryLink } from "./timeline";

/** By which right it was done: decision, rule, role, and the rows that gave it, each with what recorded it. */
export function EntryRight({ entry, reader }: { entry: EntryDetailView; reader: Reader }): ReactElement {
  const decision = decisions.find((each) => each === entry.decision) ?? null;
  return (
    <Section title="By which right">
      <Facts>
        {decision !== null && <Fact name="Decision">{rightLink(decision)}</Fact>}
        <Fact name="Allowed">
          {ruleWords(entry.rule)} <code className="font-mono text-xs text-ink-3">{entry.rule}</code>
        </Fact>
        <Fact name="Role">
          {entry.role === null || entry.role === "" ? (
            <span className="text-ink-3">none is asked</span>
          ) : (
            <EntryLink href={`/ledger/roles/${entry.role}`}>{roleWords(entry.role)}</EntryLink>
          )}
        </Fact>
        {entry.confirmed !== null && (
          <Fact name="Confirmed">
            by {entry.confirmed.method === "provider" ? "single sign-on" : "password"},{" "}
            <Time at={Date.parse(entry.confirmed.at)} reader={reader} />
          </Fact>
        )}
        <Fact name="Granted by">
          {entry.grants.length === 0 ? (
            <span className="text-ink-3">no row: the rule alone allowed it</span>
          ) : (
            <ul aria-label="Granted by" className="flex flex-col gap-2">
              {entry.grants.map((grant) => (
                <li key={grant.id} className="min-w-0">
                  <p className="wrap-anywhere">{grantWords(grant)}</p>
                  <p className="flex flex-wrap gap-x-3 text-xs leading-6 text-ink-3">
                    {grant.from !== null && <Range grant={grant} reader={reader} />}
                    {grant.entry !== null && (
                      <EntryLink href={`/ledger/${grant.entry}`}>given in entry {grant.entry}</EntryLink>
                    )}
                    <EntryLink href={`/ledger?grant=${grant.id}`}>all that was done by it</EntryLink>
                  </p>
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}

function rightLink(decision: Decision): ReactElement {
  return <EntryLink href={`/ledger/rights/${decision}`}>{decisionWords(decision)}</EntryLink>;
}

function Range({ grant: { from, to }, reader }: { grant: GrantView; reader: Reader }): ReactElement {
  return (
    <span>
      from <Time at={Date.parse(from ?? "")} reader={reader} />
      {to === null ? (
        ", and still"
      ) : (
        <>
          {" "}
          to <Time at={Date.parse(to)} reader={reader} />
        </>
      )}
    </span>
  );
}

/** What a row gives whom. */
export function grantWords({
  kind,
  role,
  person,
  principal,
  team,
  rota,
  machine,
  release,
  id,
}: GrantView): string {
  const to = person?.name ?? team?.title ?? rota?.title ?? machine?.title ?? "somebody";
  const what = role === null ? "a role" : `the role ${roleWords(role)}`;
  const where = release === null ? "" : ` on ${release.title}`;
  switch (kind) {
    case "assignment":
      return `${to} was given ${what}${where}`;
    case "pool":
      return `${to} can be given ${what}`;
    case "team":
      return `${to} is in the team ${team?.title ?? ""}`;
    case "rota":
      return `The rota ${rota?.title ?? ""}, as it turned`;
    case "override":
      return `${to} stood in on the rota ${rota?.title ?? ""}`;
    case "delegation":
      return `${to} could sign for ${principal?.name ?? "somebody"} in ${what}${where === "" ? ", on every release" : where}`;
    case "token":
      return `A token of ${to}`;
    case null:
      return `The row ${id}, which is about something that is not visible to you`;
  }
}
