import type { ReactElement } from "react";
import { Digest } from "@/components/ui/digest";
import { Notice } from "@/components/ui/notice";
import type { CheckedText } from "./use-document-check";

const shown = 12;

/** Faults by their places, or the digest, what it says and what a reader will miss. */
export function CheckResult({ checked }: { checked: CheckedText | null }): ReactElement {
  return (
    <div aria-live="polite" className="flex min-h-9 flex-col gap-2 text-sm">
      {checked === null ? (
        <p className="py-2 text-ink-3">It is checked as you type.</p>
      ) : checked.digest === null ? (
        <Notice
          tone="stop"
          title={`${checked.faults.length} ${checked.faults.length === 1 ? "fault" : "faults"}`}
        >
          <ul className="list-disc pl-4">
            {checked.faults.slice(0, shown).map(({ path, message, line }) => (
              <li key={`${path} ${message}`}>
                {line !== undefined && <span className="tabular">line {line} </span>}
                {path !== "" && <code className="font-mono text-xs">{path}</code>} {message}
              </li>
            ))}
            {checked.faults.length > shown && <li>and {checked.faults.length - shown} more</li>}
          </ul>
        </Notice>
      ) : (
        <>
          <Notice tone="good">
            No faults. Its digest is <Digest value={checked.digest} />
          </Notice>
          {checked.words.length > 0 && (
            <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-2 marker:text-ink-3">
              {checked.words.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          )}
          {checked.warnings.length > 0 && (
            <ul className="list-disc pl-5 text-ink-2 marker:text-ink-3">
              {checked.warnings.slice(0, shown).map(({ path, message }) => (
                <li key={`${path} ${message}`}>{message}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
