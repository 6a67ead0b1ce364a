"use client";

import { type ReactElement, useState } from "react";
import { Textarea } from "@/components/ui/field";
import { CheckResult } from "./check-result";
import { type DocumentAct, DocumentForm } from "./document-form";
import { useDocumentCheck } from "./use-document-check";

/** A document as YAML, read as one types: each fault with its line, and what it says in words. */
export function SourceForm({
  release,
  kind,
  title,
  ifMatch,
  source,
  act,
}: {
  release: string;
  kind: "criteria" | "rollback-plan";
  title: string;
  ifMatch: string | null;
  source: string;
  act: DocumentAct;
}): ReactElement {
  const [text, setText] = useState(source);
  const checked = useDocumentCheck(kind, text);
  return (
    <DocumentForm
      release={release}
      kind={kind}
      ifMatch={ifMatch}
      initial={{ source: [source] }}
      act={act}
      labelOf={(name) => name}
    >
      {() => (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <Textarea
            label={`${title}, as YAML`}
            name="source"
            rows={26}
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            className="font-mono text-sm"
          />
          <CheckResult checked={checked} />
        </div>
      )}
    </DocumentForm>
  );
}
