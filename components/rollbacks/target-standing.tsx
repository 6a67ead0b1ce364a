import type { ReactElement, ReactNode } from "react";
import type { Saying } from "@/components/gates/status";
import { Off } from "@/components/policy/act-sheet";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import { durationWords } from "@/lib/platform/durations";
import type { VerifyAct } from "@/lib/rollbacks/rollback-view";
import type { TargetAnswer } from "@/lib/rollbacks/target-schemas";

type Artifact = TargetAnswer["artifacts"][number];

const sayings: Record<TargetAnswer["state"], Saying> = {
  verified: { word: "Verified", tone: "good", shape: "check-disc" },
  differs: { word: "Not there as agreed", tone: "stop", shape: "stop" },
  never: { word: "Not verified yet", tone: "work", shape: "ring" },
  "out-of-date": { word: "Verified too long ago", tone: "aged", shape: "half" },
  "not-verifiable": { word: "Not verifiable", tone: "idle", shape: "dash" },
};

const artifactSayings: Record<Artifact["state"], Saying> = {
  verified: sayings.verified,
  "out-of-date": { word: "Too long ago", tone: "aged", shape: "half" },
  never: { word: "Not verified yet", tone: "work", shape: "ring" },
  missing: { word: "Missing", tone: "stop", shape: "stop" },
  differs: { word: "Differs", tone: "stop", shape: "triangle" },
  "not-verifiable": { word: "Hosted elsewhere", tone: "idle", shape: "dash" },
};

interface Props {
  release: string;
  target: TargetAnswer;
  verify: VerifyAct;
  act: Act;
  reader: Reader;
}

/** Whether what is gone back to can still be fetched: what runners found, until when it counts, and what is wrong by artifact. */
export function TargetStanding({ release, target, verify, act, reader }: Props): ReactElement {
  const { artifacts, state, asked, underWay } = target;
  const { word, tone, shape } = sayings[state];
  // What is asked for or under way is said, and needs no asking.
  const isPending = asked !== null || underWay !== null;
  const told = artifacts.filter(({ failed }) => failed !== null);
  const others = artifacts.filter(({ failed }) => failed === null);
  return (
    <Section
      id="target"
      title="Is the way back still there?"
      aside={
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-ink-2">
          <Standing target={target} reader={reader} />
        </p>
        {told.length > 0 && <Artifacts artifacts={told} reader={reader} />}
        {others.length > 0 && (
          <Disclosure summary={othersWords(others, told.length > 0)}>
            <Artifacts artifacts={others} reader={reader} />
          </Disclosure>
        )}
        {underWay !== null && (
          <p className="text-ink-2">
            {underWay.by} is fetching it, since{" "}
            <Time at={Date.parse(underWay.since)} reader={reader} show="ago" />.
          </p>
        )}
        {asked !== null && underWay === null && (
          <p className="text-ink-2">
            {asked.by} asked for it <Time at={Date.parse(asked.at)} reader={reader} show="ago" />; it waits
            for a runner that may fetch it.
          </p>
        )}
        {isPending || state === "not-verifiable" ? null : (
          <Verify release={release} verify={verify} act={act} />
        )}
        <p className="text-xs text-ink-3">{countsWords(target)}</p>
      </div>
    </Section>
  );
}

function Standing({ target, reader }: { target: TargetAnswer; reader: Reader }): ReactNode {
  const { state, at, until, artifacts } = target;
  const when = (iso: string | null, show?: "ago") =>
    iso === null ? null : <Time at={Date.parse(iso)} reader={reader} {...(show !== undefined && { show })} />;
  switch (state) {
    case "verified":
      return (
        <>
          Fetched and verified {when(at, "ago")} by {runnersOf(artifacts)}, good until {when(until)}.
        </>
      );
    case "out-of-date":
      return (
        <>
          It was verified last by {runnersOf(artifacts)}; that counted until {when(until)}.
        </>
      );
    case "never":
      return artifacts.some(({ failed }) => failed !== null)
        ? "Not all of it could be fetched and verified yet."
        : "No runner has fetched and verified it yet.";
    case "differs":
      return "What lies there is not what was agreed, or nothing does. Going back would fail.";
    case "not-verifiable":
      return artifacts.length === 0
        ? "Nothing is served after going back, so there is nothing to fetch."
        : "The model is hosted elsewhere: its provider and version are all that is known of it.";
  }
}

function othersWords(others: readonly Artifact[], isMore: boolean): string {
  const count = `${others.length}${isMore ? " more" : ""} artifact${others.length === 1 ? "" : "s"}`;
  const isGood = others.every(({ state }) => state === "verified");
  return isGood ? `${count} as agreed` : count;
}

function runnersOf(artifacts: readonly Artifact[]): string {
  const names = new Set(artifacts.flatMap(({ verified }) => verified?.by ?? []));
  return whoWords([...names].map((name) => ({ name })));
}

function countsWords({ validFor, isDeclared, state }: TargetAnswer): string {
  const long = durationWords(validFor);
  if (isDeclared) return `A verification counts for ${long}. Exposure grows only while one is valid.`;
  return state === "not-verifiable"
    ? ""
    : `A verification counts for ${long}. The plan names no time of its own (target.validFor), so exposure does not wait for it.`;
}

function Verify({
  release,
  verify: { ability, fault },
  act,
}: Pick<Props, "release" | "verify" | "act">): ReactElement {
  if (fault !== null || !ability.allowed) return <Off label="Verify now" ability={ability} fault={fault} />;
  return (
    <ActForm act={act} submit="Verify now" busy="Asking…" size="sm" look="secondary">
      <input type="hidden" name="release" value={release} />
    </ActForm>
  );
}

function Artifacts({ artifacts, reader }: { artifacts: readonly Artifact[]; reader: Reader }): ReactElement {
  return (
    <ul aria-label="Artifacts" className="flex flex-col gap-2">
      {artifacts.map((artifact) => {
        const { component, kind, name, uri, state, failed } = artifact;
        const { word, tone, shape } = artifactSayings[state];
        return (
          <li key={`${component} ${kind} ${name}`} className="min-w-0">
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-0.5">
              <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
              <Mark tone={tone} shape={shape}>
                {word}
              </Mark>
            </div>
            <p className="text-xs text-ink-3 wrap-anywhere">
              {kind.replaceAll("-", " ")} of {component}
              {uri !== null && (
                <>
                  , <code className="font-mono">{uri}</code>
                </>
              )}
            </p>
            {failed !== null && (
              <p className="text-xs text-ink-2 wrap-anywhere">
                {failed.by} {failed.result === "unreachable" && "could not reach it "}
                <Time at={Date.parse(failed.at)} reader={reader} show="ago" />
                {failed.note !== null && `: ${failed.note}`}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
