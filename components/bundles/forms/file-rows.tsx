"use client";

import { type ReactElement, useState } from "react";
import { Digest } from "@/components/ui/digest";
import { Input, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { type ArtifactKind, artifactKinds, isArtifactKind } from "@/lib/bundles/attributes";
import { hashFile, type HashedFile } from "./hash-files";

const kinds = artifactKinds.map((kind) => ({ value: kind, label: kind.replaceAll("-", " ") }));

/** Files chosen and hashed in the browser, each with its kind as guessed from its name. */
export function FileRows({
  files,
  onChange,
}: {
  files: readonly HashedFile[];
  onChange: (files: readonly HashedFile[]) => void;
}): ReactElement {
  const [said, setSaid] = useState("");
  async function add(chosen: readonly File[]): Promise<void> {
    const added: HashedFile[] = [];
    try {
      // One after the other, since each is held whole while it is hashed.
      for (const file of chosen) {
        setSaid(`Hashing ${file.name}…`);
        added.push(await hashFile(file));
      }
      setSaid(`${added.length} ${added.length === 1 ? "file" : "files"} hashed.`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : "A file could not be read.");
    }
    const names = new Set(added.map(({ name }) => name));
    onChange([...files.filter(({ name }) => !names.has(name)), ...added]);
  }
  const change = (id: number, part: Partial<HashedFile>): void =>
    onChange(files.map((file) => (file.id === id ? { ...file, ...part } : file)));
  return (
    <div className="flex flex-col gap-3">
      <label className="flex flex-col gap-1 text-sm">
        <span className="font-medium">Files</span>
        <span className="text-xs text-ink-3">
          They are hashed in your browser and stay on this machine: the manifest says their names, sizes and
          SHA-256.
        </span>
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            void add([...(currentTarget.files ?? [])]);
            currentTarget.value = "";
          }}
          className="text-sm file:mr-3 file:min-h-8 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink"
        />
      </label>
      <p aria-live="polite" className="min-h-5 text-xs text-ink-2">
        {said}
      </p>
      {files.length > 0 && (
        <ul aria-label="Artifacts" className="flex flex-col rounded-md border border-line">
          {files.map((file, index) => (
            <li
              key={file.id}
              className="grid gap-2 border-b border-line p-3 last:border-b-0 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto_auto] sm:items-end"
            >
              <Input
                label={`Name of artifact ${index + 1}`}
                maxLength={300}
                value={file.name}
                onChange={({ currentTarget }) => change(file.id, { name: currentTarget.value })}
              />
              <Select
                label={`Kind of artifact ${index + 1}`}
                value={file.kind}
                options={kinds}
                onChange={({ currentTarget }) =>
                  change(file.id, { kind: kindOf(currentTarget.value, file.kind) })
                }
              />
              <span className="flex min-h-8 items-center gap-2 text-xs text-ink-3">
                <Digest value={`sha256:${file.sha256}`} />
                <span className="tabular">{file.size.toLocaleString("en")} bytes</span>
              </span>
              <button
                type="button"
                aria-label={`Take away ${file.name}`}
                onClick={() => onChange(files.filter(({ id }) => id !== file.id))}
                className="inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
              >
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function kindOf(value: string, before: ArtifactKind): ArtifactKind {
  return isArtifactKind(value) ? value : before;
}
