/** Fills the box of the control that a layer hangs on; the control itself stays as the server made it. */
export const anchorClass = "pointer-events-none invisible absolute inset-0";

/** Whether an event beside a layer happened on the control that opened it, whose own click decides. */
export function isOnControl(event: { target: EventTarget | null }, box: HTMLElement | null): boolean {
  return event.target instanceof Node && box?.contains(event.target) === true;
}
