import Link from "next/link";
import type { ReactElement } from "react";
import { type GateActs, placeId } from "@/components/gates/acts";
import { OwnWordLine } from "@/components/gates/own-word";
import { signable, titleOf } from "@/components/gates/requirement-row";
import { SignControls } from "@/components/gates/sign-controls";
import { SmallestSet } from "@/components/gates/smallest-set";
import { gateSayings, requirementSayings, type Saying } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Icon } from "@/components/ui/icon";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import type { Reader } from "@/components/ui/time";
import { toneText } from "@/components/ui/tone";
import { whoWords } from "@/components/ui/who-words";
import type { GateView, RequirementView } from "@/lib/gates/page-model";
import type { Party } from "@/lib/policy/model";
import type { ReleaseView } from "@/lib/releases/page-model";

interface Props {
  release: ReleaseView;
  acts: GateActs;
  reader: Reader;
}

const worstFirst = [
  "blocked",
  "needs-work",
  "passed",
  "stale",
  "open",
  "ready",
  "skipped",
  "upcoming",
] as const;
/** With more open gates than this each is one line, so that the whole answer stands on the first screen. */
const mostShownOpen = 2;

/** The answer to "what is blocking, and who can unblock it?" for where the release stands. */
export function Blocking({ release, acts, reader }: Props): ReactElement {
  const stage = release.stages.find(({ status }) => status === "current");
  if (stage === undefined || release.state !== "active") {
    return (
      <Section title="What is blocking" className="self-start">
        <p className="text-sm text-ink-2">Nothing: the release has ended.</p>
      </Section>
    );
  }
  const drifted = release.stages
    .filter((each) => each !== stage)
    .flatMap((each) => each.gates.filter((gate) => hasDrifted(gate) || isObjectedTo(gate)));
  const gates = [...drifted, ...stage.gates].toSorted(
    (a, b) => worstFirst.indexOf(a.status) - worstFirst.indexOf(b.status),
  );
  const open = gates.filter((gate) => !isThrough(gate));
  return (
    <Section
      title="What is blocking, and who can unblock it"
      aside={
        <span className="hidden sm:inline">{`${gates.length - open.length} of ${gates.length} gates ready`}</span>
      }
      flush
      className="self-start"
    >
      {gates.length === 0 && (
        <Empty title="This stage has no gates">Whoever may advance can do so at any time.</Empty>
      )}
      {gates.length > 0 && open.length === 0 && (
        <p className="flex items-center gap-2 border-b border-line px-4 py-3 text-sm">
          <Shape name="play" tone="go" />
          Nothing is blocking: every gate of {stage.title} is ready.
        </p>
      )}
      {gates.map((gate) => (
        <GateRow
          key={gate.key}
          release={release}
          gate={gate}
          acts={acts}
          reader={reader}
          isOpen={open.length <= mostShownOpen && open.includes(gate)}
        />
      ))}
    </Section>
  );
}

function hasDrifted({ drift }: GateView): boolean {
  return drift === "subject-changed" || drift === "evidence-aged";
}

/** Passed, but with a veto raised since. */
function isObjectedTo({ status, blockers }: GateView): boolean {
  return status === "passed" && blockers.some(({ code }) => code === "veto");
}

function isThrough(gate: GateView): boolean {
  const { status } = gate;
  return (
    status === "ready" ||
    status === "skipped" ||
    (status === "passed" && !hasDrifted(gate) && !isObjectedTo(gate))
  );
}

function sayingOf(gate: GateView): Saying {
  if (gate.drift === "subject-changed")
    return { word: "Content changed since it passed", tone: "aged", shape: "half" };
  if (gate.drift === "evidence-aged") return { word: "Evidence has aged", tone: "aged", shape: "half" };
  return gateSayings[isObjectedTo(gate) ? "blocked" : gate.status];
}

/** Why it is stopped, in the words of its first objection or failed check; what is merely open needs no more than its word. */
function reasonOf(gate: GateView): string | null {
  const stopping = [
    "check-failed",
    "veto",
    "needs-work",
    "verification-failed",
    "dependency-rolled-back",
    "drift",
  ];
  return gate.blockers.find(({ code }) => stopping.includes(code))?.message ?? null;
}

function unmetOf(gate: GateView): RequirementView[] {
  const all = gate.approval === null ? gate.requirements : [...gate.requirements, gate.approval];
  return all.filter(({ status }) => status !== "satisfied" && status !== "waived" && status !== "not-asked");
}

/** One gate in a line: its state, and by whom it becomes ready; opened, each blocker with what can be done. */
function GateRow({
  release,
  gate,
  acts,
  reader,
  isOpen,
}: Props & { gate: GateView; isOpen: boolean }): ReactElement {
  const saying = sayingOf(gate);
  const unmet = isThrough(gate) ? [] : unmetOf(gate);
  const isMine = unmet.some(({ sign }) => sign.length > 0);
  const reason = reasonOf(gate);
  return (
    <details open={isOpen} className="group/gate border-b border-line last:border-b-0">
      <summary className="gate-line">
        <Shape name={saying.shape} tone={saying.tone} size={14} className="mt-1" />
        <span className="min-w-0">
          <span className="font-medium">{gate.title}</span>{" "}
          <span className={`text-sm font-medium ${toneText[saying.tone]}`}>{saying.word}</span>
          {reason !== null && (
            <span className="line-clamp-2 text-sm text-ink-2 group-open/gate:hidden">{reason}</span>
          )}
        </span>
        <span className="col-start-2 row-start-2 min-w-0 text-sm text-ink-2 md:col-start-auto md:row-start-auto">
          {(unmet.length > 0 || !isThrough(gate)) && (
            <>
              {isMine && (
                <Badge tone="accent" className="mr-1.5">
                  you can act
                </Badge>
              )}
              <NeededFrom gate={gate} />
            </>
          )}
        </span>
        <Icon name="chevron" size={12} className="chevron mt-1" />
      </summary>
      <div className="pb-2.5">
        {unmet.length > 0 ? (
          <ul>
            {unmet.map((requirement) => (
              <BlockedRequirement
                key={requirement.key ?? "approval"}
                release={release}
                gate={gate}
                requirement={requirement}
                acts={acts}
                reader={reader}
              />
            ))}
          </ul>
        ) : (
          <p className="px-4 pl-10 text-sm text-ink-2">{gate.objective}</p>
        )}
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 px-4 pl-10">
          <SmallestSet gate={gate} />
          <Link
            href={`/releases/${release.slug}/readiness#gate-${gate.key}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center text-sm link"
          >
            All of this gate
          </Link>
        </div>
      </div>
    </details>
  );
}

/** By whom the smallest set of acts would be done; what changed after its gate passed is nobody's to sign until its stage is open again. */
function NeededFrom({ gate }: { gate: GateView }): ReactElement {
  if (gate.drift === "subject-changed") {
    const drift = gate.blockers.find(({ code }) => code === "drift");
    const who = whoWords(drift?.canBeClearedBy ?? [], { max: 2, or: true });
    return <>{who === "" ? "nobody can" : `${who} can`} reopen the stage, or put the content back</>;
  }
  const byPeople = gate.unblock.filter(({ people }) => people.length > 0);
  const others = gate.unblock.filter(({ people }) => people.length === 0);
  const who = [...new Set(byPeople.map(({ people }) => whoWords(people, { max: 2, or: true })))];
  const words = [
    ...who,
    ...(others.some(({ act }) => act === "report-check") ? ["a pipeline"] : []),
    ...(others.some(({ act }) => act === "wait") ? ["something outside"] : []),
  ];
  const count = gate.least ?? gate.unblock.length;
  return (
    <>
      {count} {count === 1 ? "act" : "acts"} by{" "}
      {words.length === 0 ? "nobody who is here now" : words.join(" · ")}
    </>
  );
}

function BlockedRequirement({
  release,
  gate,
  requirement,
  acts,
  reader,
}: Props & { gate: GateView; requirement: RequirementView }): ReactElement {
  const saying = requirementSayings[requirement.status];
  const title = titleOf(requirement);
  const place = { release: release.slug, gate: gate.key, requirement: requirement.key };
  const people: Party[] = [
    ...new Map(
      requirement.blockers.flatMap(({ canBeClearedBy }) =>
        canBeClearedBy.map((each) => [each.id, each] as const),
      ),
    ).values(),
  ];
  const mine = requirement.sign.length > 0;
  return (
    <li id={`blocking--${placeId(place)}`} className="lacking-line">
      <Shape name={saying.shape} tone={saying.tone} size={13} label={saying.word} className="mt-1" />
      <div className="min-w-0 text-sm">
        {requirement.blockers.length === 0 && <p>{title}</p>}
        {requirement.blockers.map((blocker, index) => (
          <p key={index}>{blocker.message}</p>
        ))}
        <p className="mt-0.5 flex flex-wrap gap-x-1.5 text-ink-2">
          {people.length > 0 ? (
            <>
              <span className="text-ink-3">Can be cleared by</span> <People people={people} max={4} />
            </>
          ) : (
            <span className="text-ink-3">{waitsForWhat(requirement)}</span>
          )}
        </p>
      </div>
      {mine && (
        <div className="col-start-2 sm:col-start-3">
          <SignControls place={place} title={title} {...signable(requirement)} speak={noRoles} acts={acts}>
            {requirement.own !== null && (
              <OwnWordLine own={requirement.own} release={release.slug} reader={reader} />
            )}
          </SignControls>
        </div>
      )}
    </li>
  );
}

/** Objections belong to the page of all gates. */
const noRoles: RequirementView["speak"] = [];

function waitsForWhat({ kind }: RequirementView): string {
  if (kind === "check" || kind === "bundle") return "Waits for a pipeline, not for a person";
  if (kind === "dependency") return "Waits for another release or component";
  return "Nobody can clear it now";
}
