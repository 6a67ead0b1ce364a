import type { ReactElement, ReactNode } from "react";
import type { Saying } from "@/components/gates/status";
import { Mark } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import type { BundleDetail } from "@/lib/bundles/answers";
import { type Expectation, expectationsOf } from "@/lib/bundles/expectations";
import type {
  HashedArtifact,
  ReplayAnswer,
  ReplayedOutput,
  ReplayOutcome,
  VerificationAnswer,
  VerificationOutcome,
} from "@/lib/bundles/replay-schemas";
import type { Manifest } from "@/lib/bundles/schemas";
import { spanText } from "@/lib/metrics/span-text";
import type { Page } from "@/lib/platform/paging";

const replayed: Record<ReplayOutcome, Saying> = {
  reproduced: { word: "Reproduced", tone: "good", shape: "check-disc" },
  differs: { word: "Differs", tone: "stop", shape: "stop" },
  failed: { word: "Failed", tone: "work", shape: "triangle" },
};

const verified: Record<VerificationOutcome, Saying> = {
  verified: { word: "Verified", tone: "good", shape: "check-disc" },
  differs: { word: "Differs", tone: "stop", shape: "stop" },
  incomplete: { word: "Incomplete", tone: "aged", shape: "half" },
};

const produced: Record<ReplayedOutput["result"], string> = {
  same: "the same, byte for byte",
  "within-tolerance": "within the tolerance",
  differs: "differs",
  missing: "not produced",
};

const found: Record<HashedArtifact["result"], string> = {
  same: "the same",
  differs: "differs",
  missing: "not found",
  "not-verifiable": "nobody can hash it",
};

interface Props {
  bundle: BundleDetail;
  manifest: Manifest;
  replays: Page<ReplayAnswer>;
  verifications: Page<VerificationAnswer>;
  reader: Reader;
  /** Stands below the verifications. */
  children: ReactNode;
}

/** Who ran a bundle's command again and who hashed its artifacts: where, with what result, and what differs. */
export function BundleEvidence(props: Props): ReactElement {
  const { bundle, manifest, replays, verifications, reader, children } = props;
  const expected = expectationsOf(manifest);
  const madeOn = manifest.environment?.platform ?? null;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Section title="Replays" className="self-start" flush>
        {replays.items.length === 0 ? (
          <NotReplayed bundle={bundle} manifest={manifest} />
        ) : (
          <ol aria-label="Replays">
            {replays.items.map((each) => (
              <ReplayItem key={each.id} replay={each} expected={expected} madeOn={madeOn} reader={reader} />
            ))}
          </ol>
        )}
        <More page={replays} path={`/components/${bundle.component}/bundles/${bundle.digest}/replays`} />
      </Section>
      <div className="flex min-w-0 flex-col gap-4 self-start">
        <Section title="Verifications" flush>
          {verifications.items.length === 0 ? (
            <Teach
              line={`countersign bundle verify ${bundle.digest} --component ${bundle.component} --report`}
            >
              Nobody has hashed its artifacts again. Whoever has them at hand can:
            </Teach>
          ) : (
            <ol aria-label="Verifications">
              {verifications.items.map((each) => (
                <VerificationItem key={each.id} verification={each} reader={reader} />
              ))}
            </ol>
          )}
          <More
            page={verifications}
            path={`/components/${bundle.component}/bundles/${bundle.digest}/verifications`}
          />
        </Section>
        {children}
      </div>
    </div>
  );
}

function NotReplayed({ bundle, manifest }: Pick<Props, "bundle" | "manifest">): ReactElement {
  if (manifest.replay === undefined)
    return (
      <p className="px-4 py-3 text-sm text-ink-2">
        Its manifest records no command that replays it. One that does has <code>replay</code> with the
        command and what it is expected to produce; adding it makes another bundle.
      </p>
    );
  return (
    <Teach line={`countersign bundle replay ${bundle.digest} --component ${bundle.component}`}>
      Nobody has replayed it. This runs what it records, <code>{manifest.replay.command.join(" ")}</code>, on
      its artifacts alone:
    </Teach>
  );
}

function Teach({ line, children }: { line: string; children: ReactNode }): ReactElement {
  return (
    <div className="flex flex-col gap-2 px-4 py-3 text-sm text-ink-2">
      <p className="wrap-anywhere">{children}</p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-sunken px-2 py-1">
        <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere text-ink">{line}</code>
        <CopyButton text={line} label="Copy the line" />
      </div>
    </div>
  );
}

function More({ page, path }: { page: { nextCursor: string | null }; path: string }): ReactElement | null {
  if (page.nextCursor === null) return null;
  return (
    <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
      Earlier ones:{" "}
      <a href={`/api/v1${path}?cursor=${encodeURIComponent(page.nextCursor)}`} className="link">
        over the API
      </a>
    </p>
  );
}

function ReplayItem({
  replay,
  expected,
  madeOn,
  reader,
}: {
  replay: ReplayAnswer;
  expected: readonly Expectation[];
  madeOn: string | null;
  reader: Reader;
}): ReactElement {
  const { outcome, by, at, platform, url, durationMs, environment, without, outputs } = replay;
  return (
    <Item saying={replayed[outcome]} by={by} at={at} url={url} reader={reader}>
      <p className="text-ink-2">
        {endingWords(replay)} on {platform}
        {madeOn !== null && madeOn !== platform && `, made on ${madeOn}`}, {spanText(durationMs)}
      </p>
      {environment.length > 0 && <p className="text-ink-3">With {environment.join(", ")} passed on</p>}
      {without.length > 0 && <p className="text-ink-3">Without {without.join(", ")}</p>}
      {outputs.map((output) => (
        <Output key={output.path} output={output} expected={expected} />
      ))}
    </Item>
  );
}

function endingWords({ ended, exitCode }: ReplayAnswer): string {
  switch (ended) {
    case "exited":
      return `Ended with ${exitCode ?? 0}`;
    case "timed-out":
      return "Ended at its time limit";
    case "killed":
      return "Ended by a signal";
  }
}

function Output({
  output,
  expected,
}: {
  output: ReplayedOutput;
  expected: readonly Expectation[];
}): ReactElement {
  const { path, result, withinTolerance, differing, differences = [], note } = output;
  const margins = Object.entries(expected.find((each) => each.path === path)?.margins ?? {});
  return (
    <div>
      <p className="wrap-anywhere">
        <code className="font-mono text-xs">{path}</code>{" "}
        <span className="text-ink-2">{produced[result]}</span>
        {withinTolerance !== undefined && (
          <span className="text-ink-3">
            {" "}
            ({withinTolerance === 1 ? "1 number" : `${withinTolerance} numbers`} within{" "}
            {margins.map(([kind, by]) => `${kind} ${by}`).join(" or ")})
          </span>
        )}
        {note !== undefined && <span className="text-ink-3">: {note}</span>}
      </p>
      {differences.length > 0 && (
        <Disclosure
          summary={`${differing ?? differences.length} ${differing === 1 ? "value differs" : "values differ"}`}
        >
          <Table label={`What differs in ${path}`}>
            <thead>
              <tr>
                <Th>Where</Th>
                <Th>Expected</Th>
                <Th>Found</Th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ at, expected: was, found: is }) => (
                <tr key={at}>
                  <Td className="font-mono text-xs">{at === "" ? "the whole" : at}</Td>
                  <Td className="wrap-anywhere">{was ?? <span className="text-ink-3">not there</span>}</Td>
                  <Td className="wrap-anywhere">{is ?? <span className="text-ink-3">not there</span>}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Disclosure>
      )}
    </div>
  );
}

function VerificationItem({
  verification,
  reader,
}: {
  verification: VerificationAnswer;
  reader: Reader;
}): ReactElement {
  const { outcome, by, at, platform, url, artifacts } = verification;
  const count = (result: HashedArtifact["result"]) =>
    artifacts.filter((each) => each.result === result).length;
  const bad = artifacts.filter(({ result }) => result === "differs" || result === "missing");
  return (
    <Item saying={verified[outcome]} by={by} at={at} url={url} reader={reader}>
      <p className="text-ink-2">
        {count("same")} of {artifacts.length - count("not-verifiable")} artifacts the same, on {platform}
        {count("not-verifiable") > 0 && `; ${count("not-verifiable")} hosted elsewhere`}
      </p>
      {bad.map(({ kind, name, result, note }) => (
        <p key={`${kind} ${name}`} className="wrap-anywhere">
          {name} <span className="text-ink-2">{found[result]}</span>
          {note !== undefined && <span className="text-ink-3">: {note}</span>}
        </p>
      ))}
    </Item>
  );
}

function Item({
  saying,
  by,
  at,
  url,
  reader,
  children,
}: {
  saying: Saying;
  by: { name: string; isMachine: boolean };
  at: string;
  url: string | null;
  reader: Reader;
  children: ReactNode;
}): ReactElement {
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Mark {...saying}>{saying.word}</Mark>
        <span className="text-xs text-ink-3">
          <Time at={Date.parse(at)} reader={reader} /> by {by.name}
          {by.isMachine && " (machine)"}
        </span>
        {url !== null && (
          <a href={url} rel="noreferrer nofollow" className="link text-xs">
            Run
          </a>
        )}
      </p>
      <div className="flex flex-col gap-1 pl-5">{children}</div>
    </li>
  );
}
