import type { ReactElement } from "react";
import { Notice } from "./notice";
import type { Outcome } from "./outcome";

/** The server's answer, in its own words. */
export function OutcomeNotice({ outcome }: { outcome: Outcome }): ReactElement | null {
  switch (outcome.kind) {
    case "idle":
      return null;
    case "done":
      return (
        <Notice tone="good" live="status">
          {outcome.message}
        </Notice>
      );
    case "refused": {
      const { message, whoMay, faults } = outcome;
      return (
        <Notice tone="stop" live="alert" title={faults.length > 0 ? "This was not accepted" : message}>
          {faults.length > 0 && (
            <ul className="list-disc pl-4">
              {faults.slice(0, 12).map((fault) => (
                <li key={`${fault.path} ${fault.message}`}>
                  {fault.path !== "" && <code className="font-mono text-xs">{fault.path}</code>}{" "}
                  {fault.message}
                </li>
              ))}
              {faults.length > 12 && <li>and {faults.length - 12} more</li>}
            </ul>
          )}
          {whoMay.length > 0 && <p>Who may: {whoMay.map(({ name }) => name).join(", ")}.</p>}
        </Notice>
      );
    }
  }
}
