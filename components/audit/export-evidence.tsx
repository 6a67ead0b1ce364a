import type { ReactElement } from "react";
import { buttonClass } from "@/components/ui/button";
import { Section } from "@/components/ui/section";

/** Everything about a release to take along; a plain link, so that it needs no script. */
export function ExportEvidence({ release }: { release: string }): ReactElement {
  return (
    <Section title="Evidence">
      <div className="flex flex-col items-start gap-3 text-sm">
        <p className="text-ink-2">
          Who decided what, by which right, on which content: one file with proofs and a report to read, which{" "}
          <code className="font-mono">countersign verify</code> checks without this server.
        </p>
        <a
          href={`/api/v1/releases/${release}/export`}
          download
          // What the palette offers as an act of the page.
          data-act=""
          className={buttonClass({ size: "sm" })}
        >
          Export evidence
        </a>
      </div>
    </Section>
  );
}
