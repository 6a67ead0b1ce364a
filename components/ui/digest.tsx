import type { ReactElement } from "react";
import { CopyButton } from "./copy-button";

/** A digest, shortened; whole on hover and by copying. */
export function Digest({ value, copy = true }: { value: string; copy?: boolean }): ReactElement {
  const hex = value.replace(/^sha256:/, "");
  return (
    <span className="inline-flex items-center gap-0.5 align-middle">
      <code
        title={value}
        className="rounded-sm border border-line bg-sunken px-1 font-mono text-xs text-ink-2"
      >
        {hex.slice(0, 10)}
      </code>
      {copy && <CopyButton text={value} label={`Copy digest ${hex.slice(0, 10)}`} />}
    </span>
  );
}
