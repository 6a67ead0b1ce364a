"use client";

import { useRouter } from "next/navigation";
import { type ReactElement, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { prepareDialog } from "@/components/ui/dialog";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { ToggleGroup } from "@/components/ui/toggle-group";
import { Why } from "@/components/ui/why";
import type { TemplateCheck } from "@/lib/releases/template-answers";
import { EditorStatus } from "./editor-status";
import { type Problem, Problems, problemsOf } from "./problems";
import { Meanwhile, PublishDialog } from "./publish";
import { Side } from "./side";
import { useCheck } from "./use-check";
import { useDraft } from "./use-draft";
import { type LineMark, YamlArea, type YamlAreaHandle } from "./yaml-area";

interface Props {
  /** Under which unsaved text is kept. */
  name: string;
  initial: string;
  /** Version that the text was written from; null for a new template. */
  base: number | null;
  act: Act;
}

/** A template as YAML, checked as one types, with its preview beside it. */
export function TemplateEditor({ name, initial, base, act }: Props): ReactElement {
  const [text, setText] = useState(initial);
  const [view, setView] = useState("text");
  const [publishing, setPublishing] = useState(false);
  const area = useRef<YamlAreaHandle>(null);
  const hint = useId();
  const router = useRouter();
  const { check, preview, isCurrent, failure, again } = useCheck(text);
  const draft = useDraft({ name, text, initial });
  const faults = useMemo(() => check?.faults ?? [], [check]);
  const marks = useMemo(() => marksOf(check), [check]);
  const mayOpen = check?.valid === true && isCurrent && check.publish.allowed && check.isNew;

  const goTo = useCallback((problem: { line: number; column: number }): void => {
    setView("text");
    // On a phone the text is shown first; then there is something to move the caret in.
    requestAnimationFrame(() => area.current?.goTo(problem));
  }, []);
  const onCommand = (command: "save" | "next-fault"): void => {
    if (command === "save" && mayOpen) setPublishing(true);
    const next = command === "next-fault" ? nextAfter(faults, area.current?.caretLine() ?? 0) : null;
    if (next !== null) goTo(next);
  };
  useEffect(() => prepareDialog(), []);

  return (
    <div className="flex flex-col gap-3">
      {draft.offered !== null && (
        <Notice tone="aged" title="There is text here that was not published">
          <span className="flex flex-wrap items-center gap-2 pt-1">
            <span>Written {new Date(draft.offered.at).toLocaleString("en-GB")} in this browser.</span>
            <Button
              size="sm"
              onClick={() => {
                area.current?.replaceAll(draft.offered?.text ?? "");
                draft.settle();
              }}
            >
              Restore it
            </Button>
            <Button size="sm" look="quiet" onClick={draft.settle}>
              Discard it
            </Button>
          </span>
        </Notice>
      )}
      {check?.valid === true && (
        <Meanwhile base={base} latest={check.latest} templateKey={check.preview?.key ?? ""} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex flex-wrap items-center gap-3">
          <span className="lg:hidden">
            <ToggleGroup
              label="Show"
              value={view}
              onValueChange={setView}
              options={[
                { value: "text", label: "Text" },
                { value: "preview", label: "Preview" },
              ]}
            />
          </span>
          <EditorStatus check={check} isCurrent={isCurrent} failure={failure} />
        </div>
        <PublishControl check={check} isCurrent={isCurrent} open={() => setPublishing(true)} />
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className={cx("min-w-0 flex-col gap-2 lg:flex", view === "text" ? "flex" : "hidden")}>
          <div className="h-[62dvh] min-h-72">
            <YamlArea
              ref={area}
              initial={initial}
              text={text}
              marks={marks}
              describedBy={hint}
              invalid={faults.length > 0}
              onText={setText}
              onCommand={onCommand}
            />
          </div>
          <p id={hint} className="text-xs text-ink-3">
            Tab indents; Escape, then Tab, leaves the text. F8 goes to the next fault, Ctrl S or ⌘ S publishes
            after a last look.
          </p>
          <Problems label="Faults" tone="stop" problems={faults} goTo={goTo} />
        </div>
        <div
          className={cx(
            "min-w-0 lg:block lg:max-h-[78dvh] lg:overflow-y-auto lg:pr-1",
            view === "preview" ? "block" : "hidden",
          )}
        >
          <Side
            preview={preview}
            check={check}
            isOld={check?.valid === false}
            warnings={
              <Problems
                label="Warnings"
                tone="aged"
                problems={problemsOf(check?.warnings ?? [])}
                goTo={goTo}
              />
            }
          />
        </div>
      </div>
      {check?.valid === true && (
        <PublishDialog
          open={publishing}
          onOpenChange={setPublishing}
          text={text}
          check={check}
          base={base}
          act={act}
          again={again}
          onDone={(key) => {
            draft.done();
            router.push(`/templates/${key}`);
          }}
        />
      )}
    </div>
  );
}

function PublishControl({
  check,
  isCurrent,
  open,
}: {
  check: TemplateCheck | null;
  isCurrent: boolean;
  open: () => void;
}): ReactElement {
  const label = "Publish…";
  const frame = { label, look: "primary", align: "end" } as const;
  if (check === null) return <Why {...frame} reason="The text is being read." />;
  if (!check.publish.allowed)
    return <Why {...frame} reason={check.publish.reason} whoMay={check.publish.whoMay} />;
  if (!check.valid) return <Why {...frame} reason="It takes a text without faults." />;
  if (!check.isNew) return <Why {...frame} reason="The latest version reads just so." />;
  if (!isCurrent) return <Why {...frame} reason="What you typed is being read." />;
  return (
    <Button look="primary" onClick={open}>
      {label}
    </Button>
  );
}

/** One mark for each line, a fault before a warning. */
function marksOf(check: TemplateCheck | null): LineMark[] {
  const marks = new Map<number, LineMark>();
  for (const { line, message } of problemsOf(check?.warnings ?? []))
    marks.set(line, { line, tone: "aged", title: message });
  for (const { line, message } of check?.faults ?? [])
    marks.set(line, { line, tone: "stop", title: message });
  return [...marks.values()];
}

function nextAfter(faults: readonly Problem[], line: number): Problem | null {
  const sorted = faults.toSorted((a, b) => a.line - b.line);
  return sorted.find((fault) => fault.line > line) ?? sorted[0] ?? null;
}
