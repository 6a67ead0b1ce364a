/** Where the focus was: the element, and the way down to it. */
interface Spot {
  element: Element;
  path: string;
  /** From the element's parent outwards, each with the place of the child that leads down. */
  above: { parent: Element; index: number }[];
}

const layers = '[role="dialog"], [role="menu"]';
const focusable =
  'a[href], button:not([disabled]), input:not([disabled]):not([type="hidden"]), select, textarea, summary, [tabindex="0"]';

function spotOf(element: Element): Spot {
  const above: Spot["above"] = [];
  for (let child = element; child.parentElement !== null; child = child.parentElement) {
    const parent = child.parentElement;
    above.push({ parent, index: [...parent.children].indexOf(child) });
  }
  return { element, path: location.pathname, above };
}

/** What to focus where the focused element is gone: what took its place, or stands next to it. */
function nearest({ above, path }: Spot): HTMLElement | null {
  const content = document.querySelector<HTMLElement>("#content");
  if (location.pathname !== path) return content;
  const left = above.find(({ parent }) => parent.isConnected);
  if (left === undefined || content === null || !content.contains(left.parent)) return content;
  const { children } = left.parent;
  const beside = children[Math.min(left.index, children.length - 1)];
  const found = [beside, left.parent].flatMap((box) =>
    box === undefined ? [] : [box.matches(focusable) ? box : box.querySelector(focusable)],
  );
  return found.find((each) => each instanceof HTMLElement) ?? content;
}

/**
 * Keeps the focus near where it was when an act or a refresh takes the focused element off the page, where the browser would
 * send it back to the page's start. What somebody left of their own accord is not brought back.
 */
export function keepFocus(): () => void {
  let spot: Spot | null = null;
  const onFocus = ({ target }: FocusEvent): void => {
    if (target instanceof Element && target.closest(layers) === null) spot = spotOf(target);
  };
  const onBlur = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null || !(target instanceof Element)) return;
    queueMicrotask(() => {
      if (target === spot?.element && target.isConnected && document.querySelector(layers) === null)
        spot = null;
    });
  };
  const observer = new MutationObserver(() => {
    if (spot === null || spot.element.isConnected || document.activeElement !== document.body) return;
    const next = nearest(spot);
    spot = null;
    next?.focus({ preventScroll: next.id === "content" });
  });
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", onBlur);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("focusout", onBlur);
    observer.disconnect();
  };
}
