import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { PersonDetail } from "@/lib/identity/schemas";
import { roleWords } from "@/lib/policy/role-words";
import { personSayings, wayWords } from "./words";

const next: Partial<Record<PersonDetail["state"], string>> = {
  invited: "They were given a one-time address and have not used it yet.",
  erased: "Nothing brings them back.",
  "never-signed-in":
    "They sign in by the single sign-on, or by a one-time address from whoever operates the server.",
};

/** Who somebody is here: state, teams, and which roles they can be given by what. */
export function PersonFacts({ person, reader }: { person: PersonDetail; reader: Reader }): ReactElement {
  const { state, lastSeenAt, createdAt, sessions, teams, roles } = person;
  const { word, tone, shape } = personSayings[state];
  return (
    <Section title="Here">
      <Facts>
        <Fact name="State">
          <Mark tone={tone} shape={shape}>
            {word}
          </Mark>
          {next[state] !== undefined && <p className="text-ink-2">{next[state]}</p>}
        </Fact>
        {state !== "erased" && (
          <Fact name="Last seen">
            {lastSeenAt === null ? "never" : <Time at={Date.parse(lastSeenAt)} reader={reader} show="ago" />}
            {sessions > 0 && (
              <span className="text-ink-2">
                {" "}
                · {sessions === 1 ? "one sign-in is open" : `${sessions} sign-ins are open`}
              </span>
            )}
          </Fact>
        )}
        <Fact name="Added">
          <Time at={Date.parse(createdAt)} reader={reader} show="day" />
        </Fact>
        <Fact name="Teams">
          {teams.length === 0 ? (
            <span className="text-ink-3">in none</span>
          ) : (
            <ul>
              {teams.map(({ key, title, lead }) => (
                <li key={key}>
                  <Link href={`/settings/teams/${key}`} prefetch={false} className="hover:underline">
                    {title}
                  </Link>
                  {lead && <span className="text-ink-3"> · lead</span>}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Can be given">
          {roles.length === 0 ? (
            <span className="text-ink-3">no role: they are in no pool</span>
          ) : (
            <ul>
              {roles.map(({ role, by }) => (
                <li key={role}>
                  <Link href={`/settings/roles/${role}`} prefetch={false} className="hover:underline">
                    <span className="inline-block first-letter:uppercase">{roleWords(role)}</span>
                  </Link>
                  <span className="text-ink-3"> · {wayWords(by)}</span>
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}
