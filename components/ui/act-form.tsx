"use client";

import { type ReactElement, type ReactNode, use, useActionState, useEffect } from "react";
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
  return (
    <form
      action={dispatch}
      onReset={keepOnReset}
      className={className ?? (row ? "flex flex-wrap items-end gap-2" : "flex flex-col gap-3")}
    >
      <AttemptKey outcome={outcome} />
      {children}
      <OutcomeNotice outcome={outcome} />
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
