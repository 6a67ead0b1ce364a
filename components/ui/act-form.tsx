"use client";

import { type ReactElement, type ReactNode, use, useActionState, useEffect, useRef } from "react";
import { ConfirmFields, useAskedToConfirm } from "./confirm-fields";
import { AttemptKey } from "./attempt-key";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { keepOnReset } from "./keep-on-reset";
import { OutcomeNotice } from "./outcome-notice";
import { type Act, idle } from "./outcome";
import { SheetContext } from "./sheet-context";

/** A form that does one act and says what came of it. Keeps what was typed when it is refused; closes its sheet when it is done. */
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
  const sheetDone = use(SheetContext);
  useEffect(() => {
    if (outcome.kind === "done") sheetDone?.();
  }, [outcome, sheetDone]);
  const confirm = useAskedToConfirm(outcome);
  const answer = useRef<HTMLDivElement>(null);
  // Why it was refused may stand outside of what is seen of a long form. Who they are is asked for by a field of its own.
  useEffect(() => {
    if (outcome.kind === "refused" && confirm === null) answer.current?.focus();
  }, [outcome, confirm]);
  return (
    <form
      action={dispatch}
      onReset={keepOnReset}
      className={className ?? (row ? "flex flex-wrap items-end gap-2" : "flex flex-col gap-3")}
    >
      <AttemptKey outcome={outcome} />
      {children}
      {outcome.kind !== "idle" && (
        <div ref={answer} tabIndex={-1} className="rounded-md">
          <OutcomeNotice outcome={outcome} />
        </div>
      )}
      {confirm !== null && <ConfirmFields by={confirm} />}
      <div>
        <Button
          type="submit"
          look={look}
          size={size}
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
        >
          {pending ? (busy ?? "One moment…") : submit}
        </Button>
      </div>
    </form>
  );
}
