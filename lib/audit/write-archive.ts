import { canonicalBytes, sha256 } from "@/lib/bundles/digest";
import { inArchiveOrder, names } from "./archive-names";
import { exportText } from "./export-note";
import type { ExportManifest, LedgerHead, ListedFile, ReleaseHead } from "./export-schemas";
import { utf8, writeNote } from "./signed-note";
import type { LedgerSigner } from "./signing-key";
import { paddingOf, tarEnd, tarHeader } from "./tar";

export interface ArchiveFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * An export as it is sent, a file at a time: what is held is one file and the list of them.
 * @param head of the manifest, asked for when all files are out
 */
export async function* writeArchive(
  files: AsyncIterable<ArchiveFile> | Iterable<ArchiveFile>,
  { head, signer }: { head: () => ReleaseHead | LedgerHead; signer: LedgerSigner },
): AsyncGenerator<Uint8Array> {
  const listed: ListedFile[] = [];
  let before = "";
  for await (const { name, bytes } of files) {
    if (before !== "" && inArchiveOrder(before, name) >= 0)
      throw new Error(`${name} cannot come after ${before} in an export`);
    before = name;
    listed.push({ name, size: bytes.length, sha256: sha256(bytes) });
    yield* member(name, bytes);
  }
  const manifest = canonicalBytes({ ...head(), files: listed } satisfies ExportManifest);
  yield* member(names.manifest, manifest);
  const text = exportText(sha256(manifest));
  // By one key alone: of several signatures one could be taken away unseen.
  yield* member(names.note, utf8(writeNote({ text, signatures: [signer.signNote(text)] })));
  yield tarEnd;
}

function* member(name: string, bytes: Uint8Array): Generator<Uint8Array> {
  yield tarHeader(name, bytes.length);
  yield bytes;
  const padding = paddingOf(bytes.length);
  if (padding > 0) yield new Uint8Array(padding);
}

const enough = 64 * 1024;

/** Small pieces together, so that a file of a few bytes is no message of its own. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    length += chunk.length;
    if (length < enough) continue;
    yield Buffer.concat(held);
    [held, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(held);
}

/** The pieces as a body that is read as fast as it is taken; nothing is read before. */
export function bodyOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
