import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import type { ShiftCover } from "@/lib/policy/shift-cover";
import type { ReleaseView } from "@/lib/releases/page-model";
import type { HeldRole } from "@/lib/releases/role-queries";

/** By role to whom it is assigned, and who can sign in it. */
export function HoldersTable({
  release,
  held,
  reader,
  isPast = false,
}: {
  release: Pick<ReleaseView, "roles" | "shifts">;
  held: Readonly<Record<string, readonly HeldRole[]>>;
  reader: Reader;
  /** As of a past moment. */
  isPast?: boolean;
}): ReactElement {
  return (
    <Section title={isPast ? "Who held what" : "Who holds what"} flush>
      <Table label={isPast ? "Who held which role" : "Who holds which role"}>
        <thead>
          <tr>
            <Th>Role</Th>
            <Th>Assigned</Th>
            <Th>{isPast ? "Could sign" : "Can sign now"}</Th>
          </tr>
        </thead>
        <tbody>
          {release.roles.map(({ role, people }) => (
            <tr key={role} className="last:[&>td]:border-b-0">
              <Td className="font-medium">{roleWords(role)}</Td>
              <Td className="min-w-52">
                {(held[role] ?? []).map(({ name, title, since }) => (
                  <span key={name} className="block">
                    {assigneeWords(name, title)}{" "}
                    <span className="text-xs text-ink-3">
                      since <Time at={Date.parse(since)} reader={reader} />
                    </span>
                  </span>
                ))}
              </Td>
              <Td className="min-w-52">
                <People people={people} max={5} />
                <Shift cover={release.shifts.find((each) => each.role === role)} reader={reader} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function assigneeWords(name: string, title: string): string {
  const kind = name.split(":")[0];
  return kind === "team" || kind === "rota" ? `${kind} ${title}` : title;
}

/** Until when whoever is on shift is, and who comes then. */
function Shift({ cover, reader }: { cover: ShiftCover | undefined; reader: Reader }): ReactElement | null {
  if (cover === undefined) return null;
  const { now, next } = cover;
  return (
    <span className="block text-xs text-ink-3">
      {now === null ? (
        "nobody on shift"
      ) : (
        <>
          on shift until <Time at={now.until} reader={reader} />
        </>
      )}
      {next !== null && (
        <>
          ; next {next.person.name}, <Time at={next.from} reader={reader} />
        </>
      )}
    </span>
  );
}
