"use client";

import { type ReactElement, useActionState, useId } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { type Option, Select } from "@/components/ui/field";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { Notice } from "@/components/ui/notice";
import { idle, type Outcome } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";

/** What making a share link answered; the address stands in it this once. */
export interface MadeLink {
  outcome: Outcome;
  url: string | null;
}

export type MakeLink = (before: MadeLink, form: FormData) => Promise<MadeLink>;

const nothing: MadeLink = { outcome: idle, url: null };

const days: readonly Option[] = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];

/** Makes a link to one release, or to a component or the whole status page as the form chooses. */
export function MakeLinkForm({
  act,
  release,
  components = [],
}: {
  act: MakeLink;
  /** Slug; absent: the form asks for a component. */
  release?: string;
  components?: readonly Option[];
}): ReactElement {
  const [{ outcome, url }, dispatch, pending] = useActionState(act, nothing);
  const made = useId();
  return (
    <div className="flex flex-col gap-3 text-sm">
      <form action={dispatch} onReset={keepOnReset} className="flex flex-col gap-3">
        {release !== undefined && <input type="hidden" name="release" value={release} />}
        <div className="flex flex-wrap gap-3">
          {release === undefined && (
            <div className="w-full sm:w-72">
              <Select
                label="What it shows"
                name="component"
                options={[{ value: "", label: "The whole status page" }, ...components]}
              />
            </div>
          )}
          <Select label="It ends after" name="days" defaultValue="30" options={days} />
        </div>
        <Checkbox
          name="names"
          label="Name people in it"
          hint="The champion, and who wrote what was said for the status page. Addresses are never shown."
        />
        <OutcomeNotice outcome={outcome.kind === "refused" ? outcome : idle} />
        <div>
          <Button
            type="submit"
            look="primary"
            aria-disabled={pending || undefined}
            aria-busy={pending || undefined}
          >
            {pending ? "Making it…" : "Make a share link"}
          </Button>
        </div>
      </form>
      {url !== null && (
        <div aria-labelledby={made} role="group" className="flex flex-col gap-2">
          <Notice tone="good" title={<span id={made}>The link, this once</span>} live="status">
            It is kept as a hash only: copy it now. Whoever has it reads what it shows, with no account.
          </Notice>
          <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
            <code aria-label="Share link" className="min-w-0 font-mono text-sm break-all">
              {url}
            </code>
            <CopyButton text={url} label="Copy the share link" />
          </p>
        </div>
      )}
    </div>
  );
}
