import { type ReactElement, useState } from "react";
import { createPortal } from "react-dom";
import { Button } from "./button";
import { Input } from "./field";
import type { ConfirmBy, Outcome } from "./outcome";

/** What the server asked for last in this form: it stays while a wrong password is refused, and goes once the act is done. */
export function useAskedToConfirm(outcome: Outcome): ConfirmBy | null {
  const [asked, setAsked] = useState<{ of: Outcome; by: ConfirmBy | null }>({ of: outcome, by: null });
  if (asked.of === outcome) return asked.by;
  const by = outcome.kind === "refused" ? (outcome.confirm ?? asked.by) : null;
  setAsked({ of: outcome, by });
  return by;
}

/** Asks a signer to show anew who they are, in the form that they sent; what they typed stays, and the same button signs. */
export function ConfirmFields({ by }: { by: ConfirmBy }): ReactElement {
  const { act, password, provider } = by;
  const id = `confirm-${act.slice(-16)}`;
  return (
    <div className="flex flex-col gap-3">
      {password && (
        <Input
          label="Your password"
          name="confirmPassword"
          type="password"
          autoComplete="current-password"
          maxLength={128}
          autoFocus
          required={provider === null}
        />
      )}
      {provider !== null && (
        <div className="flex flex-col gap-1.5 text-sm text-ink-2">
          <div>
            <Button type="submit" form={id} look="secondary" size="sm">
              Confirm with {provider}
            </Button>
          </div>
          <p>Opens a tab. Once you are confirmed there, come back and press the button below.</p>
          {createPortal(
            // A form of its own: this one is inside another.
            <form id={id} action="/sign-in/provider" method="post" target="_blank" hidden>
              <input type="hidden" name="purpose" value="confirm" />
              <input type="hidden" name="act" value={act} />
            </form>,
            document.body,
          )}
        </div>
      )}
      {!password && provider === null && (
        <p className="text-sm text-ink-2">
          You have neither a password nor single sign-on here, so you cannot.
        </p>
      )}
    </div>
  );
}
