import { type RefObject, useEffect, useRef, useState } from "react";

interface Drawn {
  details: RefObject<HTMLDetailsElement | null>;
  isDrawn: boolean;
  /** For `onToggle`. */
  note: () => void;
}

/** Whether what a `details` hides was ever shown, and so has to be drawn. */
export function useDrawn(isOpen: boolean): Drawn {
  const details = useRef<HTMLDetailsElement>(null);
  const [isDrawn, setDrawn] = useState(isOpen);
  const note = (): void => {
    if (details.current?.open === true) setDrawn(true);
  };
  // It opens without us: perhaps before this script had come.
  useEffect(note, []);
  return { details, isDrawn, note };
}
