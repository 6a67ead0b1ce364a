"use client";

import { type KeyboardEvent, type ReactElement, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { cx } from "@/components/ui/cx";
import { countLines, type Edit, indent, lineAt, newLine, offsetAt, outdent } from "./editor-keys";

/** A line that is marked, and how badly. */
export interface LineMark {
  line: number;
  tone: "stop" | "aged";
  title: string;
}

export interface YamlAreaHandle {
  goTo: (place: { line: number; column: number }) => void;
  /** Puts other text in the place of all, as a step that undo takes back. */
  replaceAll: (text: string) => void;
  caretLine: () => number;
}

// Number and text share one line height, and lines are never broken: so they stay beside each other whatever is typed.
const lineClass = "leading-5 pointer-coarse:leading-6";

/** A text area with line numbers and marked lines. Tab indents; Escape, then Tab, leaves it. Undo is the browser's own. */
export function YamlArea({
  ref,
  initial,
  text,
  marks,
  describedBy,
  invalid,
  onText,
  onCommand,
}: {
  ref: Ref<YamlAreaHandle>;
  initial: string;
  text: string;
  marks: readonly LineMark[];
  describedBy: string;
  invalid: boolean;
  onText: (text: string) => void;
  /** Keys that the editor leaves to the page: saving, and going to the next fault. */
  onCommand: (command: "save" | "next-fault") => void;
}): ReactElement {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLDivElement>(null);
  const leaves = useRef(false);
  const lines = useMemo(() => countLines(text), [text]);

  const follow = (): void => {
    const shift = `translateY(${-(area.current?.scrollTop ?? 0)}px)`;
    if (numbers.current !== null) numbers.current.style.transform = shift;
    if (ground.current !== null) ground.current.style.transform = shift;
  };

  useImperativeHandle(ref, () => ({
    goTo: (place) => {
      if (area.current !== null) moveTo(area.current, place);
      follow();
    },
    replaceAll: (next) => {
      const element = area.current;
      if (element === null) return;
      apply(element, { from: 0, to: element.value.length, insert: next, start: 0, end: 0 });
      element.scrollTop = 0;
      follow();
    },
    caretLine: () => (area.current === null ? 1 : lineAt(area.current.value, area.current.selectionStart)),
  }));

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const command = commandOf(event);
    if (command !== null) {
      event.preventDefault();
      onCommand(command);
      return;
    }
    const edit = leaves.current ? null : editOf(event);
    leaves.current = event.key === "Escape" || (leaves.current && event.key === "Shift");
    if (edit === null) return;
    event.preventDefault();
    apply(event.currentTarget, edit);
  }

  return (
    <div className="relative flex h-full min-h-0 overflow-hidden rounded-md border border-edge bg-surface font-mono text-sm has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-focus">
      <div
        aria-hidden
        className="relative w-11 shrink-0 overflow-hidden border-r border-line bg-sunken select-none"
      >
        <div ref={numbers} className={cx("relative py-2 text-right text-2xs text-ink-3", lineClass)}>
          <Marks marks={marks} numbered />
          <pre className={cx("relative pr-2 font-mono tabular", lineClass)}>{numbersTo(lines)}</pre>
        </div>
      </div>
      <div className="relative min-w-0 flex-1 overflow-hidden">
        <div ref={ground} aria-hidden className={cx("absolute inset-x-0 top-0 py-2", lineClass)}>
          <Marks marks={marks} />
        </div>
        <textarea
          ref={area}
          aria-label="Template as YAML"
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          defaultValue={initial}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => (leaves.current = false)}
          onScroll={follow}
          className={cx(
            "relative block size-full resize-none overflow-auto bg-transparent px-2.5 py-2 whitespace-pre text-ink outline-none",
            lineClass,
          )}
        />
      </div>
    </div>
  );
}

function Marks({
  marks,
  numbered = false,
}: {
  marks: readonly LineMark[];
  numbered?: boolean;
}): ReactElement[] {
  return marks.map(({ line, tone, title }) => (
    <span
      key={line}
      title={title}
      data-line={line}
      // A line is 1lh high, whatever that is on this screen.
      style={{ top: `calc(0.5rem + ${line - 1}lh)`, height: "1lh" }}
      className={cx(
        "absolute inset-x-0",
        tone === "stop" ? "bg-stop-soft" : "bg-aged-soft",
        numbered && (tone === "stop" ? "border-l-3 border-stop" : "border-l-3 border-aged"),
      )}
    />
  ));
}

function numbersTo(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join("\n");
}

function commandOf(event: KeyboardEvent): "save" | "next-fault" | null {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") return "save";
  return event.key === "F8" ? "next-fault" : null;
}

function editOf(event: KeyboardEvent<HTMLTextAreaElement>): Edit | null {
  const { currentTarget, key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return null;
  const state = {
    text: currentTarget.value,
    start: currentTarget.selectionStart,
    end: currentTarget.selectionEnd,
  };
  if (key === "Tab") return shiftKey ? outdent(state) : indent(state);
  return key === "Enter" && !shiftKey ? newLine(state) : null;
}

/** As if it were typed: the browser keeps its history, and tells the page of the input. */
function apply(area: HTMLTextAreaElement, { from, to, insert, start, end }: Edit): void {
  area.focus();
  area.setSelectionRange(from, to);
  const typed =
    insert === "" ? document.execCommand("delete") : document.execCommand("insertText", false, insert);
  if (!typed && area.value.slice(from, from + insert.length) !== insert) {
    area.setRangeText(insert, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start, end);
}

function moveTo(area: HTMLTextAreaElement, place: { line: number; column: number }): void {
  const offset = offsetAt(area.value, place);
  area.focus();
  area.setSelectionRange(offset, offset);
  const height = Number.parseFloat(getComputedStyle(area).lineHeight) || 20;
  area.scrollTop = Math.max(0, (place.line - 1) * height - area.clientHeight / 3);
  area.scrollLeft = 0;
}
