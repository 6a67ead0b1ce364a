import type { ReactElement } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import type { SourceShown } from "./source-notices";

/** How samples get here, where none are. */
export function TeachSamples({
  release,
  metric,
  isDeclared,
  isEvents,
  source,
}: {
  release: string;
  metric: string;
  isDeclared: boolean;
  isEvents: boolean;
  source: SourceShown | undefined;
}): ReactElement {
  if (source !== undefined)
    return (
      <p className="max-w-prose text-sm text-ink-2">
        {metric} is read from {source.server} every {source.interval}, once this release is exposed to
        anybody. Nothing was answered yet; until then its verdict is no data, which never counts as healthy.
        You can try the criterion over a file of past samples, above: it stays in this browser.
      </p>
    );
  const declare = `countersign metrics declare ${metric} --unit ms --better lower${isEvents ? " --kind events" : ""}`;
  const csv = isEvents ? "cohort,t,bad,total" : "cohort,t,v";
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="max-w-prose text-ink-2">
        A criterion can be judged once its metric is sent, from the candidate (cohort canary) and from what
        serves beside it (cohort baseline). Until then its verdict is no data, which never counts as healthy.
      </p>
      {!isDeclared && (
        <Step says="Declare the metric, in its own unit. It is done once, for all releases.">{declare}</Step>
      )}
      <Step
        says={`Send samples from a pipeline or by hand: CSV with the columns ${csv}, or JSON lines. A token with the scope samples is enough.`}
      >
        {`countersign metrics push samples.csv --metric ${metric} --release ${release}`}
      </Step>
      <p className="max-w-prose text-ink-2">
        Or try the criterion first over a file of past samples, above: it stays in this browser.
      </p>
    </div>
  );
}

function Step({ says, children }: { says: string; children: string }): ReactElement {
  return (
    <div className="flex flex-col gap-1">
      <p className="max-w-prose">{says}</p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-sunken px-2 py-1">
        <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{children}</code>
        <CopyButton text={children} label={`Copy ${children}`} />
      </div>
    </div>
  );
}
