import type { ReactElement } from "react";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { type Reader, Time } from "@/components/ui/time";
import type { BundleDetail } from "@/lib/bundles/answers";
import type { ComponentView } from "@/lib/releases/page-model";

/** Where a candidate comes from: who registered it, its authors, its manifest as it was sent. */
export function BundleFacts({
  bundle,
  candidate,
  reader,
}: {
  bundle: BundleDetail;
  /** The component's candidate now, where it is this very bundle. */
  candidate: ComponentView["candidate"];
  reader: Reader;
}): ReactElement {
  const authors = [
    ...new Map(
      bundle.registrations.flatMap((each) =>
        each.authors.map((author) => [author.email, author.name] as const),
      ),
    ).entries(),
  ];
  const unknown = [...new Set(bundle.registrations.flatMap((each) => each.unknownAuthors))];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Section title="Where it comes from">
        <Facts>
          <Fact name="Bundle">
            <Digest value={bundle.digest} />
          </Fact>
          {candidate?.digest === bundle.digest && (
            <Fact name="Candidate since">
              <Time at={Date.parse(candidate.at)} reader={reader} />, set by {candidate.setBy.name}
            </Fact>
          )}
          <Fact name="Registered">
            {bundle.registrations.map((each) => (
              <span key={each.at} className="block">
                <Time at={Date.parse(each.at)} reader={reader} /> by {each.by}
                {each.byMachine && <span className="text-ink-3"> (machine)</span>}
              </span>
            ))}
          </Fact>
          <Fact name="Authors">
            {authors.length === 0 ? (
              <span className="text-ink-3">none named</span>
            ) : (
              authors.map(([email, name]) => (
                <span key={email} title={email} className="block">
                  {name}
                </span>
              ))
            )}
            {unknown.map((address) => (
              <span key={address} className="block text-ink-2 wrap-anywhere">
                {address} <span className="text-ink-3">(nobody here)</span>
              </span>
            ))}
          </Fact>
          {bundle.notVerifiable.length > 0 && (
            <Fact name="Not verifiable">{bundle.notVerifiable.join(", ")}</Fact>
          )}
        </Facts>
        <p className="pt-3 text-xs text-ink-3">
          Authors of the candidate, and whoever set it, cannot fill a slot that signs for it unless the slot
          allows it.
        </p>
      </Section>
      <Section title="Manifest" className="self-start">
        <Disclosure summary="As it was sent">
          <Source label="Manifest as it was sent" text={JSON.stringify(bundle.manifest, null, 2)} />
        </Disclosure>
        <p className="pt-2 text-sm">
          <a
            href={`/api/v1/components/${bundle.component}/bundles/${bundle.digest}/bom`}
            download={`${bundle.component}-${bundle.version}.cdx.json`}
            className="link"
          >
            Bill of materials
          </a>{" "}
          <span className="text-ink-3">CycloneDX 1.6, with models, datasets and hashes</span>
        </p>
      </Section>
    </div>
  );
}
