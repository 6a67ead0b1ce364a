"use client";

import type { ReactElement, ReactNode } from "react";
import { effectWords, TemplateChanges } from "@/components/templates/template-changes";
import { TemplateRights } from "@/components/templates/template-rights";
import { TemplateView } from "@/components/templates/template-view";
import { Panels } from "@/components/ui/panels";
import type { TemplateCheck } from "@/lib/releases/template-answers";

/** Beside the text: the template as its readers will see it, who decides, and what changes. */
export function Side({
  preview,
  check,
  isOld,
  warnings,
}: {
  preview: TemplateCheck["preview"];
  check: TemplateCheck | null;
  /** The text has faults now; what is shown is how it last read without. */
  isOld: boolean;
  warnings: ReactNode;
}): ReactElement {
  if (preview === null)
    return (
      <p className="px-1 py-6 text-sm text-ink-2">
        {check === null ? "Reading…" : "The preview appears once the text has no faults."}
      </p>
    );
  const count = check?.warnings.length ?? 0;
  const changes = check?.valid === true ? check.changes : [];
  return (
    <>
      {isOld && <p className="pb-2 text-xs text-ink-3">As it last read without faults.</p>}
      <Panels
        label="Preview"
        panels={[
          { key: "preview", title: "Preview", content: <TemplateView template={preview} /> },
          { key: "rights", title: "Rights", content: <TemplateRights template={preview} /> },
          {
            key: "warnings",
            title: count === 0 ? "Warnings" : `Warnings (${count})`,
            content:
              count === 0 ? <p className="text-sm text-ink-2">There is nothing to warn of.</p> : warnings,
          },
          {
            key: "changes",
            title: changes.length === 0 ? "Changes" : `Changes (${changes.length})`,
            content: <Changes check={check} changes={changes} />,
          },
        ]}
      />
    </>
  );
}

function Changes({
  check,
  changes,
}: {
  check: TemplateCheck | null;
  changes: TemplateCheck["changes"];
}): ReactElement {
  const latest = check?.latest ?? null;
  if (latest === null) return <p className="text-sm text-ink-2">It would be the first version.</p>;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-ink-2">
        From version {latest.version}: {effectWords(changes)}
      </p>
      {changes.length > 0 && (
        <div className="rounded-md border border-line">
          <TemplateChanges changes={changes} />
        </div>
      )}
    </div>
  );
}
