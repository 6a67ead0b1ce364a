import type { ReactElement } from "react";
import type { Saying } from "@/components/gates/status";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { type Reader, Time } from "@/components/ui/time";
import type { ProvenanceAnswer, SignatureState } from "@/lib/bundles/provenance-schemas";
import type { Page } from "@/lib/platform/paging";

const sayings: Record<SignatureState, Saying> = {
  trusted: { word: "Verified", tone: "good", shape: "check-stamp" },
  given: { word: "Signed", tone: "go", shape: "check-disc" },
  unchecked: { word: "Not verified", tone: "aged", shape: "half" },
  unsigned: { word: "Unsigned", tone: "idle", shape: "ring" },
};

/** What builders say of how artifacts were made, and what that is worth. */
export function BundleProvenance({
  provenance,
  reader,
}: {
  provenance: Page<ProvenanceAnswer>;
  reader: Reader;
}): ReactElement {
  return (
    <Section title="Provenance" flush>
      {provenance.items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          No builder has said how its artifacts were made. A pipeline adds the SLSA provenance that its
          builder signs: <code className="wrap-anywhere">POST /components/…/bundles/…/provenance</code>.
        </p>
      ) : (
        <ol aria-label="Provenance">
          {provenance.items.map((each) => (
            <ProvenanceItem key={each.id} provenance={each} reader={reader} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function ProvenanceItem({
  provenance,
  reader,
}: {
  provenance: ProvenanceAnswer;
  reader: Reader;
}): ReactElement {
  const { builder, buildType, subjects, otherSubjects, signature, at, by, document } = provenance;
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Mark {...sayings[signature]}>{sayings[signature].word}</Mark>
        <span className="text-xs text-ink-3">
          <Time at={Date.parse(at)} reader={reader} /> by {by.name}
          {by.isMachine && " (machine)"}
        </span>
      </p>
      <div className="flex flex-col gap-1 pl-5">
        <p className="wrap-anywhere">
          {builder} <span className="text-ink-2">built {subjects.join(", ")}</span>
          {otherSubjects > 0 && <span className="text-ink-3"> and {otherSubjects} others</span>}
        </p>
        <p className="text-ink-2 wrap-anywhere">{keyWords(provenance)}</p>
        <p className="text-xs text-ink-3 wrap-anywhere">{buildType}</p>
        <Disclosure summary="What it states">
          <Source label="What the builder states" text={statedIn(document)} className="max-h-80" />
        </Disclosure>
      </div>
    </li>
  );
}

/** The statement, out of its envelope where it came in one. */
function statedIn(document: ProvenanceAnswer["document"]): string {
  const { payload } = document;
  const stated: unknown =
    typeof payload === "string" ? JSON.parse(Buffer.from(payload, "base64").toString("utf8")) : document;
  return JSON.stringify(stated, null, 2);
}

function keyWords({ signature, key }: ProvenanceAnswer): string {
  const id = key === null ? "" : key.id.slice(0, 16);
  switch (signature) {
    case "trusted":
      return `Signed with the key ${key?.name ?? id}, which the operator trusts.`;
    case "given":
      return `Signed with the key ${id}…, which came with it: whose that is, somebody has to know.`;
    case "unchecked":
      return "Signed with a key that nobody here knows.";
    case "unsigned":
      return "Nobody signed it: it is what whoever added it says.";
  }
}
