import type { ReactElement } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Digest } from "@/components/ui/digest";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { Table, Td, Th } from "@/components/ui/table";
import type { EntryDetailView } from "@/lib/audit/proof-schemas";
import { fromBase64 } from "@/lib/audit/signed-note";
import { textNames } from "./entry-what";

/** The bytes that were hashed, as text. */
export function EntryItself({ entry }: { entry: EntryDetailView }): ReactElement {
  const text = new TextDecoder().decode(fromBase64(entry.bytes) ?? new Uint8Array());
  return (
    <Section
      title="The entry itself"
      aside={
        <span className="inline-flex items-center gap-1">
          <Digest value={entry.digest} />
          <CopyButton text={text} label="Copy the canonical JSON" />
        </span>
      }
    >
      <Source text={laidOut(text)} label="The entry as JSON" className="max-h-96" />
      <p className="pt-2 text-xs text-ink-3">
        Laid out for reading; its bytes are canonical JSON (RFC 8785), on one line. They are what is copied,
        and what the leaf is the hash of.
      </p>
    </Section>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What an entry commits to by hash alone, and what of it is still known. */
export function EntryTexts({ entry }: { entry: EntryDetailView }): ReactElement | null {
  const committed = Object.entries(entry.commitments);
  if (committed.length === 0) return null;
  return (
    <Section title="Texts that it commits to" flush>
      <Table label="Texts that the entry commits to">
        <thead>
          <tr>
            <Th>Which</Th>
            <Th>Text</Th>
            <Th>Salt</Th>
            <Th>Commitment</Th>
          </tr>
        </thead>
        <tbody>
          {committed.map(([path, commitment]) => {
            const opening = entry.openings.find((each) => each.path === path);
            return (
              <tr key={path}>
                <Td className="whitespace-nowrap text-ink-2">{textNames[path] ?? path}</Td>
                <Td className="max-w-72 min-w-40 wrap-anywhere">
                  {opening?.value ?? <span className="text-ink-3">erased; the commitment stays</span>}
                </Td>
                <Td>
                  {opening !== undefined && (
                    <span className="inline-flex items-center gap-0.5">
                      <code title={opening.salt} className="font-mono text-xs text-ink-2">
                        {opening.salt.slice(0, 8)}…
                      </code>
                      <CopyButton text={opening.salt} label={`Copy the salt of ${textNames[path] ?? path}`} />
                    </span>
                  )}
                </Td>
                <Td>
                  <Digest value={commitment} />
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
        Names and free text stand beside the entry, so that they can be erased and the log stays whole. A
        commitment is SHA-256 of salt and text.
      </p>
    </Section>
  );
}
