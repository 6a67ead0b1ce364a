"use client";

import { type ReactElement, useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { OutcomeNotice } from "@/components/ui/outcome-notice";
import { idle, type Outcome } from "@/components/ui/outcome";

/** What making a token answered; the token stands in it this once. */
export interface MadeToken {
  outcome: Outcome;
  token: string | null;
}

const nothing: MadeToken = { outcome: idle, token: null };

/** Makes a machine's token and shows it once, with how to use it. */
export function NewToken({
  act,
  machine,
  scopes,
  url,
}: {
  act: (before: MadeToken, form: FormData) => Promise<MadeToken>;
  machine: string;
  scopes: readonly { value: string; label: string }[];
  /** Address of this server. */
  url: string;
}): ReactElement {
  const [{ outcome, token }, dispatch, pending] = useActionState(act, nothing);
  if (token !== null) return <Made token={token} url={url} />;
  return (
    <form
      action={dispatch}
      onReset={(event) => {
        event.preventDefault();
        event.nativeEvent.stopImmediatePropagation();
      }}
      className="flex flex-col gap-3"
    >
      <input type="hidden" name="machine" value={machine} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Input label="Name" name="name" required maxLength={80} placeholder="ci" autoComplete="off" />
        <Select
          label="Ends"
          name="days"
          defaultValue="90"
          options={[
            { value: "30", label: "in 30 days" },
            { value: "90", label: "in 90 days" },
            { value: "365", label: "in a year" },
            { value: "0", label: "never" },
          ]}
        />
      </div>
      <fieldset className="flex flex-col gap-2 text-sm">
        <legend className="pb-1 font-medium">It may</legend>
        {scopes.map(({ value, label }) => (
          <Checkbox
            key={value}
            name="scope"
            value={value}
            label={label}
            hint={<code className="font-mono">{value}</code>}
          />
        ))}
      </fieldset>
      <Input
        label="Or report only these checks"
        name="checks"
        hint="Names with blanks or commas between; narrower than any check."
        maxLength={500}
        autoCapitalize="none"
      />
      <OutcomeNotice outcome={outcome} />
      <div>
        <Button
          type="submit"
          look="primary"
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
        >
          {pending ? "Making it…" : "Make a token"}
        </Button>
      </div>
    </form>
  );
}

function Made({ token, url }: { token: string; url: string }): ReactElement {
  const report = `curl -X POST ${url}/api/v1/releases/RELEASE/checks \\
  -H "Authorization: Bearer $COUNTERSIGN_TOKEN" -H "Content-Type: application/json" \\
  -d '{"name": "CHECK", "bundleDigest": "sha256:…", "status": "passed"}'`;
  const cli = `COUNTERSIGN_URL=${url} COUNTERSIGN_TOKEN=… \\
  countersign check report --release RELEASE --name CHECK --bundle sha256:… --status passed`;
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="good" title="The token, this once" live="status">
        <p>It is kept as a hash only: copy it now, into your pipeline&apos;s secrets.</p>
      </Notice>
      <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
        <code aria-label="Token" className="min-w-0 font-mono text-sm break-all">
          {token}
        </code>
        <CopyButton text={token} label="Copy the token" />
      </p>
      <Example title="Report a check by HTTP" text={report} />
      <Example title="Or by the command line" text={cli} />
    </div>
  );
}

function Example({ title, text }: { title: string; text: string }): ReactElement {
  return (
    <div>
      <p className="flex items-center gap-1 text-sm text-ink-2">
        {title} <CopyButton text={text} label={`Copy: ${title}`} />
      </p>
      <section
        aria-label={title}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-sunken p-3"
      >
        <pre className="font-mono text-xs">{text}</pre>
      </section>
    </div>
  );
}
