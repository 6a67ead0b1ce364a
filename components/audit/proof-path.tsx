import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { climb } from "@/lib/audit/proof-path";
import type { ProofView } from "@/lib/audit/proof-schemas";
import { fromBase64, hexOf } from "@/lib/audit/signed-note";
import type { Sha256, Span } from "@/lib/audit/merkle";

/** The way from an entry to the root, drawn from the root down: at each level the node on the way, and the one beside it. */
export function ProofPath({ proof, sha256 }: { proof: ProofView; sha256: Sha256 }): ReactElement | null {
  const { seq, size, hashes, leaf } = proof;
  const [start, siblings] = [fromBase64(leaf), hashes.map(fromBase64)];
  const known = siblings.filter((hash) => hash !== null);
  if (start === null || known.length !== siblings.length) return null;
  const path = climb(sha256, { index: seq - 1, size, leaf: start, proof: known });
  if (path === null) return null;
  const levels = path
    .map((step, n) => ({ ...step, below: path[n - 1]?.hash ?? start, above: path[n + 1]?.side ?? null }))
    .toReversed();
  return (
    <ol aria-label="From the root down to the entry" className="flex flex-col text-xs">
      <li className="flex flex-col items-center">
        <Node
          hash={path.at(-1)?.hash ?? start}
          words={`root over ${size === 1 ? "1 entry" : `${size} entries`}`}
          isOn
        />
      </li>
      {levels.map(({ side, sibling, beside, below, above }, n) => {
        const isLeaf = n === levels.length - 1;
        const on = <Node hash={below} words={isLeaf ? `entry ${seq}` : "on the way"} isOn />;
        const given = <Node hash={sibling} words={entriesWords(beside)} isOn={false} />;
        return (
          <li key={hexOf(sibling)} className="flex flex-col">
            <Fork from={above === null ? centre : onSide[above]} side={side} />
            <div className="grid grid-cols-2">
              {side === "left" ? given : on}
              {side === "left" ? on : given}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const centre = 50;
/** Where the node on the way stands, in percent, by the side on which the one beside it is. */
const onSide = { left: 75, right: 25 } as const;

function entriesWords([from, until]: Span): string {
  return until - from === 1 ? `entry ${until}` : `entries ${from + 1} to ${until}`;
}

/** Lines from a node to the two below it; that to the node beside is broken. */
function Fork({ from, side }: { from: number; side: "left" | "right" }): ReactElement {
  const line = (to: number) => `M ${from} 0 V 10 H ${to} V 20`;
  return (
    <svg aria-hidden viewBox="0 0 100 20" preserveAspectRatio="none" className="h-5 w-full" fill="none">
      <path
        d={line(100 - onSide[side])}
        className="text-line-strong"
        stroke="currentColor"
        strokeDasharray="4 3"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={line(onSide[side])}
        className="text-accent"
        stroke="currentColor"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function Node({ hash, words, isOn }: { hash: Uint8Array; words: string; isOn: boolean }): ReactElement {
  const hex = hexOf(hash);
  return (
    <div
      className={cx(
        "relative min-w-0 justify-self-center overflow-hidden rounded-md border px-2 py-1 text-center",
        isOn ? "border-accent bg-accent-soft" : "border-dashed border-line-strong bg-surface",
      )}
    >
      <code title={hex} className="font-mono text-ink">
        {hex.slice(0, 10)}
      </code>
      <p className="text-ink-2">
        {words}
        {!isOn && <span className="unseen">, given by the proof</span>}
      </p>
    </div>
  );
}
