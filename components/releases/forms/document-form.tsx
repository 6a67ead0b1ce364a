"use client";

import { type ReactElement, type ReactNode, useActionState } from "react";
import { AttemptKey } from "@/components/ui/attempt-key";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Notice } from "@/components/ui/notice";
import { idle, type Outcome } from "@/components/ui/outcome";
import type { LineChange } from "@/lib/bundles/text-difference";
import { FormFaults, faultsBy } from "./form-faults";
import type { Typed } from "./typed";
import { keepOnReset } from "@/components/ui/keep-on-reset";

/** What somebody else wrote since the document was read. */
export interface Conflict {
  version: number;
  changedBy: string;
  /** Digest of theirs: with it, writing replaces it. */
  digest: string;
  lines: readonly Pick<LineChange, "change" | "text">[];
}

export interface DocumentState {
  outcome: Outcome;
  typed: Typed | null;
  conflict: Conflict | null;
}

export type DocumentAct = (before: DocumentState, form: FormData) => Promise<DocumentState>;

interface Props {
  release: string;
  kind: string;
  /** Digest of the version that was read; null where there is none. */
  ifMatch: string | null;
  initial: Typed;
  act: DocumentAct;
  labelOf: (name: string) => string;
  children: (fields: { typed: Typed; faultOf: (name: string) => string | undefined }) => ReactNode;
}

/** Writes a version of a document; what somebody else wrote meanwhile is shown before it is replaced, and nothing typed is lost. */
export function DocumentForm({
  release,
  kind,
  ifMatch,
  initial,
  act,
  labelOf,
  children,
}: Props): ReactElement {
  const [{ outcome, typed, conflict }, dispatch, pending] = useActionState(act, {
    outcome: idle,
    typed: null,
    conflict: null,
  });
  const read = conflict?.digest ?? ifMatch;
  return (
    <form action={dispatch} onReset={keepOnReset} className="flex flex-col gap-4">
      <AttemptKey outcome={outcome} />
      <input type="hidden" name="release" value={release} />
      <input type="hidden" name="kind" value={kind} />
      {read !== null && <input type="hidden" name="ifMatch" value={read} />}
      <Notice tone="aged">
        What was signed for the parts that you change turns stale, and you become an author of them.
      </Notice>
      {children({ typed: typed ?? initial, faultOf: faultsBy(outcome) })}
      {conflict === null ? (
        <FormFaults outcome={outcome} labelOf={labelOf} />
      ) : (
        <ConflictNotice conflict={conflict} />
      )}
      <div>
        <Button
          type="submit"
          look="primary"
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
          onClick={(event) => pending && event.preventDefault()}
        >
          {pending ? "Writing…" : conflict === null ? "Write a new version" : "Write mine over theirs"}
        </Button>
      </div>
    </form>
  );
}

function ConflictNotice({ conflict }: { conflict: Conflict }): ReactElement {
  const { version, changedBy, lines } = conflict;
  return (
    <Notice tone="aged" live="alert" title={`${changedBy} changed it since you read it: version ${version}`}>
      <p>
        Nothing was written, and nothing you typed is lost. This is what they changed; take over what you
        need, then write yours over it.
      </p>
      <pre className="mt-2 max-h-72 overflow-auto rounded-md border border-line bg-surface p-2 font-mono text-xs">
        {lines.map(({ change, text }, index) => (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other name, and never move
            key={index}
            className={cx(
              "block",
              change === "added" && "bg-good-soft text-good",
              change === "removed" && "bg-stop-soft text-stop",
            )}
          >
            {change === "added" ? "+ " : change === "removed" ? "- " : "  "}
            {text}
          </span>
        ))}
      </pre>
    </Notice>
  );
}
