"use client";

import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import type { ShapeName } from "@/components/ui/shape";
import type { Tone } from "@/components/ui/tone";
import type { Step, StepName } from "@/lib/audit/verify-entry";
import { useAsked, verifyHere } from "./use-verification";

const titles: Record<StepName, string> = {
  bytes: "The bytes are the entry shown",
  texts: "The texts are those committed to",
  leaf: "The leaf is the hash of the bytes",
  path: "The way from the leaf leads to the root",
  checkpoint: "The root is the checkpoint's",
  signature: "The checkpoint is signed by the log",
  keys: "The log's keys introduce each other",
};

const sayings: Record<Step["state"], { word: string; tone: Tone; shape: ShapeName }> = {
  passed: { word: "Passed", tone: "good", shape: "check-disc" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
  open: { word: "Not possible yet", tone: "idle", shape: "ring" },
};

/** Recomputes, in the reader's browser, all by which an entry is proved. */
export function VerifyEntry({ seq }: { seq: number }): ReactElement {
  const [asked, start] = useAsked(verifyHere);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button look="primary" onClick={() => start(seq)} aria-busy={asked.kind === "asking"}>
          {asked.kind === "asking" ? "Verifying…" : asked.kind === "idle" ? "Verify" : "Verify again"}
        </Button>
        <p className="text-xs text-ink-3">
          Computed in this browser, from the entry&apos;s bytes to the signature.
        </p>
      </div>
      <div role="status">
        {asked.kind === "failed" && (
          <Notice tone="stop" title="It could not be verified">
            {asked.reason}
          </Notice>
        )}
        {asked.kind === "answered" && <Verdict steps={asked.answer} />}
      </div>
      {asked.kind === "answered" && <Steps steps={asked.answer} />}
    </div>
  );
}

function Verdict({ steps }: { steps: readonly Step[] }): ReactElement {
  const failed = steps.filter(({ state }) => state === "failed");
  const open = steps.filter(({ state }) => state === "open");
  if (failed.length > 0)
    return (
      <Notice tone="stop" title="This entry does not verify">
        Failed: {failed.map(({ name }) => titles[name]).join("; ")}. Somebody altered the entry, the log, or
        what the server answers.
      </Notice>
    );
  if (open.length > 0)
    return (
      <Notice tone="aged" title="Nothing is wrong, and not everything is proved yet">
        {open.map(({ says }) => says).join(" ")}
      </Notice>
    );
  return (
    <Notice tone="good" title="This entry verifies">
      It is in the log that was signed, exactly as it is shown.
    </Notice>
  );
}

/** Each step with what was computed. */
export function Steps({ steps }: { steps: readonly Step[] }): ReactElement {
  return (
    <ol aria-label="Steps" className="rounded-md border border-line">
      {steps.map(({ name, state, says, values }, n) => {
        const { word, tone, shape } = sayings[state];
        return (
          <li key={name} className="border-b border-line px-3 py-2 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <p className="font-medium">
                {n + 1}. {titles[name]}
              </p>
              <Mark tone={tone} shape={shape}>
                {word}
              </Mark>
            </div>
            <p className="text-ink-2">{says}</p>
            {values.length > 0 && (
              <Disclosure
                open={state === "failed"}
                summary={
                  <span className="text-xs text-ink-3">
                    {values.length === 1 ? "The value" : `${values.length} values`}
                  </span>
                }
              >
                <dl className="flex flex-col gap-1 pb-1 text-xs">
                  {values.map((value, index) => (
                    // oxlint-disable-next-line react/no-array-index-key -- two values can be called alike
                    <div key={index}>
                      <dt className="text-ink-3">{value.name}</dt>
                      <dd className="font-mono wrap-anywhere">{value.value}</dd>
                    </div>
                  ))}
                </dl>
              </Disclosure>
            )}
          </li>
        );
      })}
    </ol>
  );
}
