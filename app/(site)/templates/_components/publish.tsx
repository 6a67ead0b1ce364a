"use client";

import { type ReactElement, useState } from "react";
import { effectWords, TemplateChanges } from "@/components/templates/template-changes";
import { ActForm } from "@/components/ui/act-form";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { SheetContext } from "@/components/ui/sheet-context";
import type { TemplateCheck } from "@/lib/releases/template-answers";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  text: string;
  check: TemplateCheck;
  /** Version that the text was written from; null for a new template. */
  base: number | null;
  act: Act;
  onDone: (key: string) => void;
  again: () => void;
}

/** The last look before a version is published: what changes, what it takes, what was published meanwhile. */
export function PublishDialog({
  open,
  onOpenChange,
  text,
  check,
  base,
  act,
  onDone,
  again,
}: Props): ReactElement {
  const { preview, latest, changes, publish } = check;
  const key = preview?.key ?? "";
  const next = (latest?.version ?? 0) + 1;
  const [refusals, setRefusals] = useState(0);
  const publishing: Act = async (before, form) => {
    const outcome = await act(before, form);
    if (outcome.kind === "refused") {
      setRefusals((count) => count + 1);
      again();
    }
    return outcome;
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Publish ${preview?.title ?? "the template"}`}
      wide
    >
      <div className="flex flex-col gap-3">
        <Meanwhile base={base} latest={latest} templateKey={key} wasRefused={refusals > 0} />
        <p className="text-sm text-ink-2">
          {latest === null
            ? `This is the first version of ${key}.`
            : `It becomes version ${next} of ${key}. ${effectWords(changes)} Releases keep the version they began with.`}
        </p>
        <p className="text-xs text-ink-3">
          {publish.takes.map((row) => `It takes ${row}.`).join(" ")} A published version never changes.
        </p>
        {changes.length > 0 && (
          <section
            aria-label="Changes"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-72 overflow-y-auto rounded-md border border-line"
          >
            <TemplateChanges changes={changes} />
          </section>
        )}
        <SheetContext value={() => onDone(key)}>
          <ActForm act={publishing} submit={`Publish version ${next}`} busy="Publishing…">
            <input type="hidden" name="source" value={text} />
            <input type="hidden" name="ifMatch" value={latest?.digest ?? "none"} />
          </ActForm>
        </SheetContext>
      </div>
    </Dialog>
  );
}

/** Somebody else's version since this text was begun. */
export function Meanwhile({
  base,
  latest,
  templateKey,
  wasRefused = false,
}: {
  base: number | null;
  latest: TemplateCheck["latest"];
  templateKey: string;
  wasRefused?: boolean;
}): ReactElement | null {
  if (latest === null || latest.version === base) return null;
  const who = `Version ${latest.version} by ${latest.publishedBy}`;
  if (base === null)
    return (
      <Notice tone="aged" live={wasRefused ? "alert" : "status"}>
        There is a template {templateKey} already: {who} is its latest. Publishing makes the next version of
        it.
      </Notice>
    );
  return (
    <Notice
      tone="aged"
      live={wasRefused ? "alert" : "status"}
      title={`${who} was published since version ${base}`}
    >
      Your text does not hold it: publishing would take it back where the two differ.{" "}
      <a
        href={`/templates/${templateKey}/difference?from=${base}&to=${latest.version}`}
        target="_blank"
        rel="noreferrer"
        className="link"
      >
        What changed since
      </a>
    </Notice>
  );
}
