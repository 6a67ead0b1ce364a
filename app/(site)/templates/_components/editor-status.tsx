"use client";

import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import type { TemplateCheck } from "@/lib/releases/template-answers";

/** In one line whether the text could be published; told to screen readers as it changes. */
export function EditorStatus({
  check,
  isCurrent,
  failure,
}: {
  check: TemplateCheck | null;
  isCurrent: boolean;
  failure: string | null;
}): ReactElement {
  return (
    <p role="status" className="flex min-h-6 flex-wrap items-center gap-x-3 text-sm">
      {failure === null ? <Said check={check} /> : <span className="text-stop">{failure}</span>}
      {failure === null && !isCurrent && <span className="text-xs text-ink-3">Reading…</span>}
    </p>
  );
}

function Said({ check }: { check: TemplateCheck | null }): ReactElement | null {
  if (check === null) return null;
  const { faults, warnings } = check;
  if (faults.length > 0)
    return (
      <Mark tone="stop" shape="stop">
        {faults.length === 1 ? "1 fault" : `${faults.length} faults`}
      </Mark>
    );
  return (
    <>
      <Mark tone="good" shape="check-disc">
        No faults
      </Mark>
      {warnings.length > 0 && (
        <Mark tone="aged" shape="triangle">
          {warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}
        </Mark>
      )}
    </>
  );
}
