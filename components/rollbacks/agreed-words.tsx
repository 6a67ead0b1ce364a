import type { ReactElement } from "react";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import type { RollbackAnswer } from "@/lib/rollbacks/rollback-answers";

/** The runbook, and who is told at which moment. */
export function AgreedWords({
  of: { runbook, communication },
}: {
  of: Pick<RollbackAnswer, "runbook" | "communication">;
}): ReactElement {
  return (
    <>
      {runbook !== null && (
        <Section title="Runbook" level={3}>
          <Markdown text={runbook} />
        </Section>
      )}
      {communication.length > 0 && (
        <Section title="Who is told">
          <ul className="flex flex-col gap-1 text-sm">
            {communication.map(({ when, to }) => (
              <li key={`${when} ${to.join()}`} className="wrap-anywhere">
                <span className="text-ink-3">When {when}:</span> {to.join(", ")}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
