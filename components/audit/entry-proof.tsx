import type { ReactElement } from "react";
import { buttonClass } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact, Facts } from "@/components/ui/facts";
import { Icon } from "@/components/ui/icon";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { Sha256 } from "@/lib/audit/merkle";
import type { CheckpointView, ProofView } from "@/lib/audit/proof-schemas";
import { CompareCheckpoint } from "./compare-checkpoint";
import { ProofPath } from "./proof-path";
import { VerifyEntry } from "./verify-entry";

/** An entry's place in the log, what proves it, and verifying that. */
export function EntryProof({
  seq,
  proof,
  checkpoint,
  sha256,
  reader,
}: {
  seq: number;
  /** null: no checkpoint is over the entry yet. */
  proof: ProofView | null;
  checkpoint: CheckpointView | null;
  sha256: Sha256;
  reader: Reader;
}): ReactElement {
  return (
    <Section title="Its place in the log, and its proof">
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="Place">
            {proof === null ? `number ${seq}` : `number ${seq} of ${proof.size} that are signed`}
          </Fact>
          <Fact name="Signed">
            {proof === null || checkpoint === null ? (
              "not yet: a checkpoint over it comes within a minute"
            ) : (
              <>
                <Time at={Date.parse(checkpoint.at)} reader={reader} /> by key{" "}
                <code className="font-mono text-xs">{checkpoint.keyId}</code>
              </>
            )}
          </Fact>
        </Facts>
        <VerifyEntry seq={seq} />
        <div className="flex flex-wrap gap-2">
          <Download href={`/api/v1/ledger/entries/${seq}/bytes`} label="Entry" />
          {proof !== null && <Download href={`/api/v1/ledger/entries/${seq}/proof`} label="Proof" />}
        </div>
        {proof !== null && <ProofPath proof={proof} sha256={sha256} />}
        <Disclosure summary={<span className="text-sm">Compare with a checkpoint that you hold</span>}>
          <div className="pt-2">
            <CompareCheckpoint />
          </div>
        </Disclosure>
      </div>
    </Section>
  );
}

function Download({ href, label }: { href: string; label: string }): ReactElement {
  return (
    <a href={href} download className={buttonClass({ size: "sm" })}>
      <Icon name="download" size={14} />
      {label}
    </a>
  );
}
