"use client";

import { type ComponentProps, type ReactElement, type ReactNode, useId } from "react";
import { cx } from "./cx";

interface FieldText {
  label: string;
  /** Under the control, so that fields beside each other stand on one line. */
  hint?: ReactNode;
  error?: string | undefined;
  /** The label is read, not shown. */
  hideLabel?: boolean;
}

function Field({
  id,
  label,
  hint,
  error,
  hideLabel = false,
  children,
}: FieldText & { id: string; children: ReactNode }): ReactElement {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? "unseen" : "text-sm font-medium text-ink"}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="text-xs font-medium text-stop">
          {error}
        </p>
      )}
    </div>
  );
}

function described(
  id: string,
  { hint, error }: FieldText,
): { "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`].filter(
    (each) => each !== null,
  );
  return {
    ...(ids.length > 0 && { "aria-describedby": ids.join(" ") }),
    ...(error !== undefined && { "aria-invalid": true }),
  };
}

export function Input({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...rest
}: FieldText & ComponentProps<"input">): ReactElement {
  const id = useId();
  const text = { label, hint, error, ...(hideLabel && { hideLabel }) };
  return (
    <Field id={id} {...text}>
      <input id={id} className={cx("control control-line", className)} {...described(id, text)} {...rest} />
    </Field>
  );
}

export function Textarea({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...rest
}: FieldText & ComponentProps<"textarea">): ReactElement {
  const id = useId();
  const text = { label, hint, error, ...(hideLabel && { hideLabel }) };
  return (
    <Field id={id} {...text}>
      <textarea
        id={id}
        className={cx("control min-h-16 py-1.5", className)}
        {...described(id, text)}
        {...rest}
      />
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function Select({
  label,
  hint,
  error,
  hideLabel,
  options,
  className,
  ...rest
}: FieldText & { options: readonly Option[] } & ComponentProps<"select">): ReactElement {
  const id = useId();
  const text = { label, hint, error, ...(hideLabel && { hideLabel }) };
  return (
    <Field id={id} {...text}>
      <select
        id={id}
        className={cx("control control-line pr-7", className)}
        {...described(id, text)}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
