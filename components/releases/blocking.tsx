import Link from "next/link";
import type { ReactElement } from "react";
import { type GateActs, placeId } from "@/components/gates/acts";
import { OwnWordLine } from "@/components/gates/own-word";
import { titleOf } from "@/components/gates/requirement-row";
import { SignControls } from "@/components/gates/sign-controls";
import { leastWords, SmallestSet } from "@/components/gates/smallest-set";
import { gateSayings, requirementSayings } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { Mark } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import type { Reader } from "@/components/ui/time";
import type { GateView, RequirementView } from "@/lib/gates/page-model";
import type { ReleaseView } from "@/lib/releases/page-model";

interface Props {
  release: ReleaseView;
  acts: GateActs;
  reader: Reader;
}

/** The answer to "what is blocking, and who can unblock it?" for where the release stands. */
export function Blocking({ release, acts, reader }: Props): ReactElement {
  const stage = release.stages.find(({ status }) => status === "current");
  const drifted = release.stages.filter((each) => each !== stage).flatMap((each) => each.gates.filter(({ drift }) => drift === "subject-changed" || drift === "evidence-aged"));
  const gates = [...drifted, ...(stage?.gates ?? [])];
  const open = gates.filter((gate) => !isThrough(gate));
  const aside = stage === undefined ? undefined : `${stage.title}: ${gates.length - open.length} of ${gates.length} gates ready`;
  if (stage === undefined) {
    return (
      <Section title="What is blocking">
        <p className="text-sm text-ink-2">{release.state === "draft" ? "The release has not started. Until then its plan, people and candidate are prepared; nobody is asked to sign." : "Nothing: the release has ended."}</p>
      </Section>
    );
  }
  return (
    <Section title="What is blocking" aside={aside} flush>
      {gates.length === 0 && <Empty title="This stage has no gates">Whoever may advance can do so at any time.</Empty>}
      {gates.length > 0 && open.length === 0 && (
        <p className="flex items-center gap-2 px-4 py-3 text-sm">
          <Shape name="play" tone="go" />
          Nothing. Every gate of this stage is ready.
        </p>
      )}
      {[...open, ...gates.filter(isThrough)].map((gate) => (
        <BlockedGate key={gate.key} release={release} gate={gate} acts={acts} reader={reader} />
      ))}
    </Section>
  );
}

function isThrough(gate: GateView): boolean {
  return gate.status === "ready" || gate.status === "skipped" || (gate.status === "passed" && gate.drift === "none");
}

function BlockedGate({ release, gate, acts, reader }: Props & { gate: GateView }): ReactElement {
  const saying = gateSayings[gate.status];
  const isOpen = !isThrough(gate);
  const all = gate.approval === null ? gate.requirements : [...gate.requirements, gate.approval];
  const unmet = all.filter(({ status }) => status !== "satisfied" && status !== "waived" && status !== "not-asked");
  const met = all.length - unmet.length;
  return (
    <div className="border-b border-line last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 pt-2.5 pb-2">
        <h3 className="min-w-0 font-medium">
          <Link href={`/releases/${release.slug}/readiness#gate-${gate.key}`} prefetch={false} className="hover:underline">
            {gate.title}
          </Link>
        </h3>
        <Mark {...saying}>{gate.drift === "subject-changed" ? "Content changed since it passed" : gate.drift === "evidence-aged" ? "Evidence has aged" : saying.word}</Mark>
        <span className="tabular ml-auto text-xs text-ink-3">
          {met} of {all.length} met
        </span>
      </div>
      {isOpen && (
        <>
          <ul>
            {unmet.map((requirement) => (
              <BlockedRequirement key={requirement.key ?? "approval"} release={release} gate={gate} requirement={requirement} acts={acts} reader={reader} />
            ))}
          </ul>
          {gate.unblock.length > 0 && (
            <div className="px-4 pb-2.5">
              <SmallestSet gate={gate} />
              <span className="unseen">{leastWords(gate)}</span>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function BlockedRequirement({ release, gate, requirement, acts, reader }: Props & { gate: GateView; requirement: RequirementView }): ReactElement {
  const saying = requirementSayings[requirement.status];
  const title = titleOf(requirement);
  const place = { release: release.slug, gate: gate.key, requirement: requirement.key };
  const people = [...new Map(requirement.blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy.map((each) => [each.id, each] as const))).values()];
  const mine = requirement.sign.length > 0;
  return (
    <li id={`blocking--${placeId(place)}`} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-1 px-4 py-1.5 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <Shape name={saying.shape} tone={saying.tone} size={14} label={saying.word} className="mt-1" />
      <div className="min-w-0">
        {requirement.blockers.length === 0 && <p className="text-sm">{title}</p>}
        {requirement.blockers.map((blocker) => (
          <p key={`${blocker.code}${blocker.message}`} className="text-sm text-ink">
            {blocker.message}
          </p>
        ))}
        <p className="mt-0.5 flex flex-wrap gap-x-1.5 text-sm text-ink-2">
          {people.length > 0 ? (
            <>
              <span className="text-ink-3">Can be cleared by</span> <People people={people} />
            </>
          ) : (
            <span className="text-ink-3">{waitsForWhat(requirement)}</span>
          )}
        </p>
      </div>
      {mine && (
        <div className="col-start-2 sm:col-start-3">
          <SignControls place={place} title={title} requirement={{ ...requirement, speak: [], hasSpoken: false }} acts={acts}>
            {requirement.own !== null && <OwnWordLine own={requirement.own} release={release.slug} reader={reader} />}
          </SignControls>
        </div>
      )}
    </li>
  );
}

function waitsForWhat({ kind }: RequirementView): string {
  if (kind === "check" || kind === "bundle") return "Waits for a pipeline, not for a person";
  if (kind === "dependency") return "Waits for another release or component";
  return "Nobody can clear it now";
}
