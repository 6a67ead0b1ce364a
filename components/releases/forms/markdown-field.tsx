"use client";

import { type ComponentProps, lazy, type ReactElement, Suspense, useState } from "react";
import { Textarea } from "@/components/ui/field";

const Markdown = lazy(async () => ({ default: (await import("@/components/ui/markdown")).Markdown }));

/** A text in Markdown, with what readers will see beneath it while asked for. */
export function MarkdownField({ defaultValue, ...rest }: TextareaProps): ReactElement {
  const [text, setText] = useState(defaultValue);
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Textarea
        rows={4}
        maxLength={20_000}
        {...rest}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {text.trim() !== "" && (
        <button
          type="button"
          aria-expanded={isShown}
          aria-label={`Preview of ${rest.label}`}
          onClick={() => setShown(!isShown)}
          className="min-h-6 self-start text-xs text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          {isShown ? "Hide the preview" : "Preview"}
        </button>
      )}
      {isShown && text.trim() !== "" && (
        <div className="rounded-md border border-line bg-sunken px-3 py-2">
          <Suspense fallback={<p className="text-sm text-ink-3">One moment…</p>}>
            <Markdown text={text} />
          </Suspense>
        </div>
      )}
    </div>
  );
}

type TextareaProps = Omit<ComponentProps<typeof Textarea>, "defaultValue" | "value" | "onChange"> & {
  defaultValue: string;
};
