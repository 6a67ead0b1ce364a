"use client";

import type { ReactElement } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Tone } from "@/components/ui/tone";
import { type Compared, compareHere, useAsked } from "./use-verification";

/** A reader who kept a checkpoint learns whether the log goes on from it: what no server can fake once somebody else holds one. */
export function CompareCheckpoint(): ReactElement {
  const [asked, start] = useAsked(compareHere);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const text = new FormData(event.currentTarget).get("checkpoint");
        start(typeof text === "string" ? text : "");
      }}
    >
      <Textarea
        label="A checkpoint that you hold"
        name="checkpoint"
        required
        rows={6}
        spellCheck={false}
        className="font-mono text-xs"
        hint="From an e-mail, a webhook or a file; a .tlog-proof has one in it as well."
      />
      <div>
        <Button type="submit" aria-busy={asked.kind === "asking"}>
          {asked.kind === "asking" ? "Comparing…" : "Compare"}
        </Button>
      </div>
      <div role="status">
        {asked.kind === "failed" && (
          <Notice tone="stop" title="It could not be compared">
            {asked.reason}
          </Notice>
        )}
        {asked.kind === "answered" && <Verdict compared={asked.answer} />}
      </div>
    </form>
  );
}

function Verdict({ compared }: { compared: Compared }): ReactElement {
  const { tone, title, says } = comparedWords(compared);
  return (
    <Notice tone={tone} title={title}>
      {says}
    </Notice>
  );
}

/** What came of comparing, in words. */
export function comparedWords(compared: Compared): { tone: Tone; title: string; says: string } {
  switch (compared.kind) {
    case "goes-on":
      return {
        tone: "good",
        title: "The log goes on from your checkpoint",
        says:
          compared.from === compared.to
            ? `It is over the same ${compared.to} entries.`
            : `All ${compared.from} entries that it is over are the beginning of the ${compared.to} that are signed now.`,
      };
    case "broken":
      return {
        tone: "stop",
        title: "The log does not go on from your checkpoint",
        says: `Its first ${compared.from} entries are not those that your checkpoint is over: somebody altered the past, or your checkpoint is of a fork.`,
      };
    case "shorter":
      return {
        tone: "stop",
        title: "The log is shorter than your checkpoint",
        says: `Yours is over ${compared.held} entries, the log's newest over ${compared.log}: it was set back, or signing waits.`,
      };
    case "another-log":
      return {
        tone: "work",
        title: "Your checkpoint is of another log",
        says: `It is of ${compared.held}, this log is ${compared.log}.`,
      };
    case "unreadable":
      return {
        tone: "work",
        title: "This is no checkpoint",
        says: "Paste all of it: the name of the log, the number of entries, the root, an empty line, and the lines of signatures.",
      };
    case "unsigned":
      return {
        tone: "stop",
        title: "None of this log's keys has signed it",
        says: "It is of another log, was made up, or the log's keys were exchanged without introducing the new ones.",
      };
    case "spoilt":
      return {
        tone: "stop",
        title: "Your checkpoint was altered",
        says: `The signature in the name of key ${compared.key.id} is not over this text.`,
      };
  }
}
