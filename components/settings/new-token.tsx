import type { ReactElement } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/field";
import type { Make } from "@/components/ui/once-form";
import { TokenForm } from "./token-form";

/** Makes a machine's token and shows it once, with how to use it. */
export function NewToken({
  act,
  machine,
  scopes,
  url,
}: {
  act: Make;
  machine: string;
  scopes: readonly { value: string; label: string }[];
  /** Address of this server. */
  url: string;
}): ReactElement {
  return (
    <TokenForm
      act={act}
      scopes={scopes}
      placeholder="ci"
      keep="It is kept as a hash only: copy it now, into your pipeline’s secrets."
      examples={<Examples url={url} />}
    >
      <input type="hidden" name="machine" value={machine} />
      <Input
        label="Or report only these checks"
        name="checks"
        hint="Names with blanks or commas between; narrower than any check."
        maxLength={500}
        autoCapitalize="none"
      />
    </TokenForm>
  );
}

function Examples({ url }: { url: string }): ReactElement {
  const report = `curl -X POST ${url}/api/v1/releases/RELEASE/checks \\
  -H "Authorization: Bearer $COUNTERSIGN_TOKEN" -H "Content-Type: application/json" \\
  -d '{"name": "CHECK", "bundleDigest": "sha256:…", "status": "passed"}'`;
  const cli = `COUNTERSIGN_URL=${url} COUNTERSIGN_TOKEN=… \\
  countersign check report --release RELEASE --name CHECK --bundle sha256:… --status passed`;
  return (
    <>
      <Example title="Report a check by HTTP" text={report} />
      <Example title="Or by the command line" text={cli} />
    </>
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
