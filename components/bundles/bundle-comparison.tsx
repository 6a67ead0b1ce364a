import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import type { BundleDetail } from "@/lib/bundles/answers";
import type { ArtifactChange, FieldChange, ManifestDifference } from "@/lib/bundles/difference";
import type { Artifact } from "@/lib/bundles/schemas";

const changes: Record<ArtifactChange["change"], { word: string; tone: Tone }> = {
  added: { word: "added", tone: "good" },
  removed: { word: "removed", tone: "stop" },
  changed: { word: "changed", tone: "aged" },
  unchanged: { word: "same", tone: "idle" },
};

/** Two bundles side by side, artifact by artifact. */
export function BundleComparison({
  difference,
  before,
  after,
  isBaseline,
  isCandidate = true,
}: {
  difference: ManifestDifference;
  before: BundleDetail | null;
  after: BundleDetail;
  isBaseline: boolean;
  /** The later one is the candidate. */
  isCandidate?: boolean;
}): ReactElement {
  const differing = difference.artifacts.filter(({ change }) => change !== "unchanged").length;
  const name = isBaseline ? "Baseline" : "Other bundle";
  const subject = isCandidate ? "Candidate" : "Bundle";
  return (
    <Section
      title={
        before === null
          ? `${subject}: a first release, everything is new`
          : `${subject} against ${name.toLowerCase()}`
      }
      aside={
        before === null
          ? `${difference.artifacts.length} artifacts`
          : `${differing} of ${difference.artifacts.length} artifacts differ`
      }
      flush
    >
      <Table label="Artifacts">
        <thead>
          <tr>
            <Th>Artifact</Th>
            <Th>Difference</Th>
            <Th>
              {name} {before !== null && <span className="font-normal">{before.version}</span>}
            </Th>
            <Th>
              {subject} <span className="font-normal">{after.version}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {difference.artifacts.map((artifact) => (
            <tr key={`${artifact.kind} ${artifact.name}`}>
              <Td className="min-w-48">
                <span className="block text-xs text-ink-3">{artifact.kind.replaceAll("-", " ")}</span>
                <span className="font-medium wrap-anywhere">{artifact.name}</span>
              </Td>
              <Td>
                <Badge tone={changes[artifact.change].tone}>
                  {artifact.change === "changed" && !artifact.content
                    ? "described anew"
                    : changes[artifact.change].word}
                </Badge>
              </Td>
              <Td>
                <Side artifact={artifact.before} />
              </Td>
              <Td>
                <Side artifact={artifact.after} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <OtherChanges difference={difference} isFirst={before === null} />
    </Section>
  );
}

function Side({ artifact }: { artifact: Artifact | null }): ReactElement {
  if (artifact === null) return <span className="text-ink-3">not there</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 whitespace-nowrap">
      {artifact.sha256 === undefined ? (
        <span>{artifact.provider}</span>
      ) : (
        <Digest value={`sha256:${artifact.sha256}`} />
      )}
      {artifact.size !== undefined && <span className="text-ink-3">{bytes(artifact.size)}</span>}
      {artifact.version !== undefined && <span className="text-ink-3">{artifact.version}</span>}
    </span>
  );
}

function OtherChanges({
  difference,
  isFirst,
}: {
  difference: ManifestDifference;
  isFirst: boolean;
}): ReactElement | null {
  const groups: [string, FieldChange[]][] = [
    ["provenance", difference.provenance],
    ["environment", difference.environment],
    ["replay", difference.replay],
  ];
  const shown = groups.filter(([, fields]) => fields.length > 0);
  if (isFirst || shown.length === 0) return null;
  return (
    <div className="px-4 py-2.5">
      <Disclosure
        summary={`Also differing: ${shown.map(([name, fields]) => `${name} (${fields.length})`).join(", ")}`}
      >
        <dl className="flex flex-col gap-1.5 text-sm">
          {shown.flatMap(([name, fields]) =>
            fields.map((field) => (
              <div key={`${name}${field.path}`}>
                <dt className="font-mono text-xs text-ink-3">
                  {name}
                  {field.path}
                </dt>
                <dd className="wrap-anywhere">
                  <del className="text-ink-3">{shortly(field.before)}</del> →{" "}
                  <ins className="no-underline">{shortly(field.after)}</ins>
                </dd>
              </div>
            )),
          )}
        </dl>
      </Disclosure>
    </div>
  );
}

function shortly(value: unknown): string {
  if (value === undefined) return "not there";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1_000_000) return `${(size / 1_000).toFixed(1)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}
