import Link from "next/link";
import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { Way } from "@/lib/policy/ways";
import { personPath, wayWords } from "./words";

/** Everybody who can be given a role, and by what. */
export function RoleHolders({ holders }: { holders: readonly Way[] }): ReactElement {
  return (
    <Section title="Who can be given it" aside={`${holders.length}`} flush>
      {holders.length === 0 ? (
        <Notice tone="stop" title="Nobody" className="m-3">
          A release whose template asks for this role cannot start.
        </Notice>
      ) : (
        <ul className="max-h-96 overflow-y-auto" aria-label="Who can be given it">
          {holders.map(({ name, email, by }) => (
            <li key={email} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <Link
                href={personPath(email)}
                prefetch={false}
                className="font-medium wrap-anywhere hover:underline"
              >
                <bdi>{name}</bdi>
              </Link>
              <span className="text-ink-3"> · {wayWords(by)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
