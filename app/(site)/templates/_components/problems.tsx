"use client";

import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import type { TemplateCheck } from "@/lib/releases/template-answers";

export interface Problem {
  message: string;
  path: string;
  line: number;
  column: number;
}

/** Faults or warnings with their place in the text; activating one moves the caret there. */
export function Problems({
  label,
  tone,
  problems,
  goTo,
}: {
  label: string;
  tone: "stop" | "aged";
  problems: readonly Problem[];
  goTo: (problem: Problem) => void;
}): ReactElement | null {
  if (problems.length === 0) return null;
  return (
    <ul aria-label={label}>
      {problems.map((problem) => (
        <li key={`${problem.line}:${problem.column} ${problem.path} ${problem.message}`}>
          <button
            type="button"
            onClick={() => goTo(problem)}
            className="flex w-full items-start gap-2 rounded-sm px-2 py-1 text-left text-sm -outline-offset-2 hover:bg-hover pointer-coarse:py-2"
          >
            <Shape name={tone === "stop" ? "stop" : "triangle"} tone={tone} size={14} className="mt-[3px]" />
            <span className="tabular w-16 shrink-0 text-xs leading-5 text-ink-3">line {problem.line}</span>
            <span className="min-w-0 wrap-anywhere">
              {problem.message}
              {problem.path !== "" && (
                <code className="block font-mono text-2xs text-ink-3">{problem.path}</code>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Warnings as problems; one without a place stands at the beginning. */
export function problemsOf(warnings: TemplateCheck["warnings"]): Problem[] {
  return warnings.map(({ message, path, line = 1, column = 1 }) => ({ message, path, line, column }));
}
