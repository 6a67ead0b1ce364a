import { type ReactElement, useId } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { cx } from "./cx";
import { whoWords } from "./who-words";

/**
 * A control that is off, reached by keyboard like any other, with why and who could press it. Takes a refused `Verdict` as it
 * is: `<Why label="Publish" {...ability} />`.
 */
export function Why({
  label,
  reason,
  whoMay = [],
  waits = null,
  look = "secondary",
  size = "md",
  align = "start",
  full = false,
  name,
}: {
  label: string;
  reason: string | null;
  whoMay?: readonly { name: string }[];
  /** What it waits for besides, whoever presses it. */
  waits?: string | null;
  look?: ButtonLook;
  size?: ButtonSize;
  /** `end`: words below the button and to the right, from tablets up. */
  align?: "start" | "center" | "end" | "row";
  /** The reason too where it is known who may. */
  full?: boolean;
  /** The control's name where its label alone says too little. */
  name?: string;
}): ReactElement {
  const id = useId();
  const who = whoWords(whoMay, { max: full ? 4 : 3 });
  const words = [
    waits,
    full || who === "" ? reason : null,
    who === "" ? null : full ? `Who may: ${who}.` : `${who} may.`,
  ];
  return (
    <div
      className={cx(
        "flex max-w-sm gap-x-3 gap-y-1",
        align === "start" && "flex-col items-start",
        align === "center" && "flex-col items-start sm:items-center",
        align === "row" && "flex-wrap items-center",
        align === "end" && "flex-wrap items-center sm:flex-col sm:items-end sm:text-right",
      )}
    >
      <Button look={look} size={size} aria-disabled="true" aria-describedby={id} aria-label={name}>
        {label}
      </Button>
      <p id={id} className="text-xs text-ink-2" title={whoMay.map((each) => each.name).join(", ")}>
        {words.filter((each) => each !== null).join(" ")}
      </p>
    </div>
  );
}
