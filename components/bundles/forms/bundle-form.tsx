"use client";

import { type ReactElement, useState } from "react";
import { CheckResult } from "@/components/releases/forms/check-result";
import { useDocumentCheck } from "@/components/releases/forms/use-document-check";
import { ActForm } from "@/components/ui/act-form";
import { cx } from "@/components/ui/cx";
import { Input, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { FileRows } from "./file-rows";
import { type HashedFile, manifestOf } from "./hash-files";

type Way = "files" | "manifest";

/** Registers a bundle: from files, hashed here and not sent, or from a manifest that a pipeline wrote. */
export function BundleForm({
  release,
  component,
  act,
}: {
  release: string;
  component: { key: string; title: string };
  act: Act;
}): ReactElement {
  const [way, setWay] = useState<Way>("files");
  const [version, setVersion] = useState("");
  const [files, setFiles] = useState<readonly HashedFile[]>([]);
  const [text, setText] = useState("");
  const made = files.length === 0 ? "" : manifestOf(component.key, version, files);
  const source = way === "files" ? made : text;
  const checked = useDocumentCheck("manifest", source);
  return (
    <ActForm act={act} submit="Register the bundle" busy="Registering…" className="flex flex-col gap-4">
      <input type="hidden" name="release" value={release} />
      <input type="hidden" name="component" value={component.key} />
      <WayChoice way={way} onChoose={setWay} />
      {way === "files" ? (
        <>
          <input type="hidden" name="manifest" value={made} />
          <div className="max-w-xs">
            <Input
              label="Version"
              required
              maxLength={200}
              value={version}
              onChange={({ currentTarget }) => setVersion(currentTarget.value)}
              placeholder="6.0.0"
            />
          </div>
          <FileRows files={files} onChange={setFiles} />
        </>
      ) : (
        <>
          <label className="flex flex-col gap-1 text-sm">
            <span className="font-medium">Manifest file</span>
            <input
              type="file"
              accept=".json,.yaml,.yml,application/json,application/yaml"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file !== undefined) void file.text().then(setText);
              }}
              className="text-sm file:mr-3 file:min-h-8 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink"
            />
          </label>
          <Textarea
            label="Manifest, as JSON or YAML"
            name="manifest"
            required
            rows={16}
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            className="font-mono text-sm"
          />
        </>
      )}
      {source !== "" && <CheckResult checked={checked} />}
      <p className="max-w-prose text-xs text-ink-2">
        Registering changes nothing of the release. You count as its author: what asks for a second person is
        signed by somebody else.
      </p>
    </ActForm>
  );
}

function WayChoice({ way, onChoose }: { way: Way; onChoose: (way: Way) => void }): ReactElement {
  const ways = [
    ["files", "Make a manifest from files"],
    ["manifest", "Paste or choose a manifest"],
  ] as const;
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="unseen">Where the manifest comes from</legend>
      {ways.map(([value, label]) => (
        <label
          key={value}
          className={cx(
            "inline-flex min-h-8 cursor-pointer items-center gap-2 rounded-md border border-line-strong px-3 text-sm pointer-coarse:min-h-10",
            "has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus",
          )}
        >
          <input type="radio" name="way" checked={way === value} onChange={() => onChoose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
