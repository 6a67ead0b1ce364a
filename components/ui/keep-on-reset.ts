import type { FormEvent } from "react";

/** For a form's `onReset`: React empties a form after its action, and a refusal must not cost what was typed. */
export function keepOnReset(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
  // Controls with a state of their own listen as well.
  event.nativeEvent.stopImmediatePropagation();
}
