"use client";

import { type ReactElement, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";

/** Text of the fields of a closed dialog, by name. */
export type Typed = Map<string, string>;

type TextField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const notText = new Set(["hidden", "password", "file", "checkbox", "radio", "submit", "button"]);

function textFields(box: HTMLElement): TextField[] {
  const all = box.querySelectorAll<TextField>("input[name], textarea[name], select[name]");
  return [...all].filter(({ type }) => !notText.has(type));
}

/** Gives its fields back what stood in them when they were last taken off the page. */
export function KeepTyped({
  typed,
  children,
}: {
  typed: RefObject<Typed>;
  children: ReactNode;
}): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    for (const field of textFields(element)) {
      const text = typed.current.get(field.name);
      if (text === undefined || text === field.value) continue;
      // Through the prototype and with an event, so that a field whose state React holds hears of it as well.
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const kept = typed.current;
    return () => {
      for (const field of textFields(element)) kept.set(field.name, field.value);
    };
  }, [typed]);
  return <div ref={box}>{children}</div>;
}
