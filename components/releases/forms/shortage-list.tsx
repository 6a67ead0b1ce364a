import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { Shape } from "@/components/ui/shape";
import { leastUnheld, type Shortage } from "@/lib/releases/staffing";

const says = {
  nobody: { tone: "stop", shape: "stop", label: "Missing" },
  "too-few": { tone: "work", shape: "triangle", label: "Too few" },
  author: { tone: "aged", shape: "half", label: "Own work" },
} as const;

/** What the people chosen could never fill, the worst first; what nobody holds at all stands in one line. */
export function ShortageList({ shortages }: { shortages: readonly Shortage[] }): ReactElement {
  const unheld = leastUnheld(shortages);
  return (
    <ul>
      {unheld.length > 0 && (
        <Row kind="nobody">
          Nobody holds what the release cannot start without:
          <span className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-ink-2">
            {unheld.map(({ roles, asked }) => (
              <span key={roles.join()} title={asked.join("\n")}>
                {roles.map(roleWords).join(" or ")}
              </span>
            ))}
          </span>
        </Row>
      )}
      {shortages
        .filter(({ kind }) => kind !== "nobody")
        .map((shortage) => (
          <Row key={`${shortage.kind} ${shortage.roles.join()} ${shortage.count}`} kind={shortage.kind}>
            {shortageWords(shortage)}{" "}
            <span className="text-ink-3" title={shortage.asked.join("\n")}>
              {askedWords(shortage.asked)}
            </span>
          </Row>
        ))}
    </ul>
  );
}

function Row({ kind, children }: { kind: Shortage["kind"]; children: ReactNode }): ReactElement {
  const { tone, shape, label } = says[kind];
  return (
    <li className="flex gap-2.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Shape name={shape} tone={tone} size={14} label={label} className="mt-[3px]" />
      <span className="min-w-0">{children}</span>
    </li>
  );
}

/** A shortage as a sentence. */
export function shortageWords({ kind, roles, count }: Shortage): string {
  const words = roles.map(roleWords).join(" or ");
  switch (kind) {
    case "nobody":
      return `Nobody holds ${words}; the release cannot start without.`;
    case "too-few":
      return `${count === 1 ? "Somebody who may sign" : `${count} different people`} out of ${words} ${count === 1 ? "is" : "are"} asked for, and these people cannot fill that.`;
    case "author":
      return `Only the champion could fill ${words}, and whoever writes the plan or sets the candidate may not sign their own work: choose a second person.`;
  }
}

const shown = 2;

function askedWords(asked: readonly string[]): string {
  const rest = asked.length - shown;
  return `Asked for by ${asked.slice(0, shown).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}
