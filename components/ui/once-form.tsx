"use client";

import { type ReactElement, type ReactNode, useActionState, useId } from "react";
import { Button, type ButtonLook } from "./button";
import { CopyButton } from "./copy-button";
import { keepOnReset } from "./keep-on-reset";
import { Notice } from "./notice";
import { idle, type Outcome } from "./outcome";
import { OutcomeNotice } from "./outcome-notice";

/** What making a secret answered; it stands in it this once. */
export interface Made {
  outcome: Outcome;
  secret: string | null;
}
export type Make = (before: Made, form: FormData) => Promise<Made>;

export const nothingMade: Made = { outcome: idle, secret: null };

/** How a secret that is shown once is spoken of. */
export interface OnceWords {
  /** `Token` */
  name: string;
  title: string;
  /** What to do with it. */
  keep: string;
}

/** A form whose answer is a secret, shown once: in place of the form, or below it where more are made. */
export function OnceForm({
  act,
  words,
  submit,
  busy = "Making it…",
  look = "primary",
  more = false,
  after,
  children,
}: {
  act: Make;
  words: OnceWords;
  submit: string;
  busy?: string;
  look?: ButtonLook;
  /** The form stays, to make another. */
  more?: boolean;
  /** Below the secret. */
  after?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const [{ outcome, secret }, dispatch, pending] = useActionState(act, nothingMade);
  const shown = secret !== null && <Once secret={secret} words={words} />;
  if (shown !== false && !more)
    return (
      <div className="flex flex-col gap-3">
        {shown}
        {after}
      </div>
    );
  return (
    <div className="flex flex-col gap-3">
      <form action={dispatch} onReset={keepOnReset} className="flex flex-col gap-3">
        {children}
        <OutcomeNotice outcome={secret === null ? outcome : idle} />
        <div>
          <Button
            type="submit"
            look={look}
            aria-disabled={pending || undefined}
            aria-busy={pending || undefined}
          >
            {pending ? busy : submit}
          </Button>
        </div>
      </form>
      {shown}
    </div>
  );
}

/** A secret that is shown now and never again. */
export function Once({
  secret,
  words: { name, title, keep },
}: {
  secret: string;
  words: OnceWords;
}): ReactElement {
  const titled = useId();
  return (
    <div role="group" aria-labelledby={titled} className="flex flex-col gap-3">
      <Notice tone="good" title={<span id={titled}>{title}</span>} live="status">
        <p>{keep}</p>
      </Notice>
      <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
        <code aria-label={name} className="min-w-0 font-mono text-sm break-all">
          {secret}
        </code>
        <CopyButton text={secret} label={`Copy the ${name.toLowerCase()}`} />
      </p>
    </div>
  );
}
