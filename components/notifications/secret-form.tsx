"use client";

import { type ReactElement, type ReactNode, useActionState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { Notice } from "@/components/ui/notice";
import { idle, type Outcome } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";

/** What making a secret answered; it stands in it this once. */
export interface MadeSecret {
  outcome: Outcome;
  secret: string | null;
}
export type MakeSecret = (before: MadeSecret, form: FormData) => Promise<MadeSecret>;

const nothing: MadeSecret = { outcome: idle, secret: null };

/** A form whose answer is a webhook's secret, shown once. */
export function SecretForm({
  act,
  submit,
  busy,
  look = "primary",
  children,
}: {
  act: MakeSecret;
  submit: string;
  busy: string;
  look?: "primary" | "secondary";
  children: ReactNode;
}): ReactElement {
  const [{ outcome, secret }, dispatch, pending] = useActionState(act, nothing);
  if (secret !== null)
    return (
      <div className="flex flex-col gap-3">
        <Notice tone="good" title="What the receiver verifies with, this once" live="status">
          <p>Keep it where the receiver runs. Of Ed25519 it is the public key, which stays here as well.</p>
        </Notice>
        <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
          <code aria-label="Secret" className="min-w-0 font-mono text-sm break-all">
            {secret}
          </code>
          <CopyButton text={secret} label="Copy the secret" />
        </p>
      </div>
    );
  return (
    <form action={dispatch} onReset={keepOnReset} className="flex flex-col gap-3">
      {children}
      <OutcomeNotice outcome={outcome} />
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
  );
}
