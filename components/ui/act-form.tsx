"use client";

import { type ReactElement, type ReactNode, useActionState, useEffect, useRef } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { OutcomeNotice } from "./outcome-notice";
import { type Act, idle } from "./outcome";

/** A form that does one act and says what came of it. Works without script; keeps what was typed when it is refused. */
export function ActForm({
  act,
  submit,
  busy,
  look = "primary",
  size,
  children,
  className,
  row = false,
}: {
  act: Act;
  submit: ReactNode;
  busy?: string;
  look?: ButtonLook;
  size?: ButtonSize;
  children?: ReactNode;
  className?: string;
  row?: boolean;
}): ReactElement {
  const [outcome, dispatch, pending] = useActionState(act, idle);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (outcome.kind !== "done") return;
    const sheet = form.current?.closest<HTMLElement>("[popover]");
    if (sheet?.matches(":popover-open") === true) sheet.hidePopover();
  }, [outcome]);
  return (
    <form
      ref={form}
      action={dispatch}
      // React empties a form after its action; a refusal must not cost what was typed.
      onReset={(event) => event.preventDefault()}
      className={className ?? (row ? "flex flex-wrap items-end gap-2" : "flex flex-col gap-3")}
    >
      {children}
      <OutcomeNotice outcome={outcome} />
      <div>
        <Button
          type="submit"
          look={look}
          {...(size && { size })}
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
        >
          {pending ? (busy ?? "One moment…") : submit}
        </Button>
      </div>
    </form>
  );
}
