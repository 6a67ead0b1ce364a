import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Disclosure } from "@/components/ui/disclosure";
import { Source } from "@/components/ui/source";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import type { CheckpointView, KeysView } from "@/lib/audit/proof-schemas";
import { fromBase64, hexOf } from "@/lib/audit/signed-note";

/** Checkpoints, the newest first: what was signed when, by which key. */
export function CheckpointList({
  checkpoints,
  reader,
}: {
  checkpoints: readonly CheckpointView[];
  reader: Reader;
}): ReactElement {
  return (
    <Table label="Checkpoints, the newest first">
      <thead>
        <tr>
          <Th>Entries</Th>
          <Th>Signed</Th>
          <Th>Root</Th>
          <Th>Key</Th>
          <Th>Note</Th>
        </tr>
      </thead>
      <tbody>
        {checkpoints.map(({ size, at, root, keyId, note }) => {
          const hex = hexOf(fromBase64(root) ?? new Uint8Array());
          return (
            <tr key={`${size} ${keyId}`}>
              <Td className="tabular font-medium">{size}</Td>
              <Td className="text-ink-2">
                <Time at={Date.parse(at)} reader={reader} />
              </Td>
              <Td>
                <code title={hex} className="font-mono text-xs text-ink-2">
                  {hex.slice(0, 16)}…
                </code>
              </Td>
              <Td>
                <code className="font-mono text-xs">{keyId}</code>
              </Td>
              <Td>
                <CopyButton text={note} label={`Copy the checkpoint over ${size} entries`} />
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** The keys that sign, the newest first, and who vouches for each. */
export function KeyList({ keys, reader }: { keys: KeysView["keys"]; reader: Reader }): ReactElement {
  return (
    <ul aria-label="Keys">
      {keys
        .map((key, n) => ({ ...key, before: keys[n - 1] ?? null }))
        .toReversed()
        .map(({ keyId, at, vkey, pem, note, isVouchedFor, before }, n) => (
          <li key={vkey} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <code className="font-mono font-medium">{keyId}</code>
              {n === 0 && <Badge tone="accent">in use</Badge>}
              <Badge tone={isVouchedFor ? "good" : "stop"} shape={isVouchedFor ? "check-disc" : "triangle"}>
                {before === null
                  ? "the first key"
                  : isVouchedFor
                    ? `vouched for by ${before.keyId}`
                    : `not vouched for by ${before.keyId}`}
              </Badge>
              <span className="text-ink-3">
                since <Time at={Date.parse(at)} reader={reader} />
              </span>
            </p>
            {!isVouchedFor && (
              <p className="max-w-prose text-ink-2">
                Whoever trusts the key before has no reason to trust this one. Ask whoever operates the server
                whether that key was lost.
              </p>
            )}
            <Disclosure summary={<span className="text-xs text-ink-3">As verifiers take it</span>}>
              <div className="flex flex-col gap-2 pb-1">
                <Named name="Verifier key" text={vkey} />
                <Named name="PEM" text={pem} />
                <Named name="How it was introduced" text={note} />
              </div>
            </Disclosure>
          </li>
        ))}
    </ul>
  );
}

function Named({ name, text }: { name: string; text: string }): ReactElement {
  return (
    <div>
      <p className="flex items-center gap-1 text-xs text-ink-3">
        {name}
        <CopyButton text={text} label={`Copy: ${name}`} />
      </p>
      <Source text={text} label={name} className="max-h-40" />
    </div>
  );
}
