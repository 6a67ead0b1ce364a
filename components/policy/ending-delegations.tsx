import type { ReactElement } from "react";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { EndingDelegation } from "@/lib/policy/pending-queries";
import { roleWords } from "@/lib/policy/role-words";

/** Delegations that the reader gave or got, and that run out within a day. */
export function EndingDelegations({
  delegations,
  me,
  reader,
}: {
  delegations: readonly EndingDelegation[];
  /** Address of the reader. */
  me: string;
  reader: Reader;
}): ReactElement {
  return (
    <Section
      className="mb-4 max-w-5xl"
      title="Delegations that run out"
      aside={String(delegations.length)}
      flush
    >
      <ul>
        {delegations.map(({ id, role, from, to, release, until }) => {
          const isGiven = from.email === me;
          const other = isGiven ? to : from;
          return (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <p className="min-w-0 wrap-anywhere">
                {isGiven ? (
                  <>
                    <bdi className="font-medium" title={other.email}>
                      {other.name}
                    </bdi>{" "}
                    signs for you
                  </>
                ) : (
                  <>
                    You sign for{" "}
                    <bdi className="font-medium" title={other.email}>
                      {other.name}
                    </bdi>
                  </>
                )}{" "}
                as {roleWords(role)} on {release === null ? "every release" : release.title}{" "}
                <span className="text-ink-2">
                  until <Time at={until} reader={reader} />. What was signed stands.
                </span>
              </p>
              <LinkButton size="sm" href="/settings/account#delegations" prefetch={false}>
                {isGiven ? "Delegate on…" : "Show"}
              </LinkButton>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
