import type { ReactElement } from "react";
import type { GateActs } from "@/components/gates/acts";
import { hasDrifted } from "@/components/gates/shown-gate";
import { People } from "@/components/people/people";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import type { Reader } from "@/components/ui/time";
import type { ReleaseView } from "@/lib/releases/page-model";
import { GateLine } from "./gate-line";
import { gateLineOf, isObjectedTo, isThrough } from "./gate-lines";

interface Props {
  release: ReleaseView;
  /** null: of a past moment. */
  acts: GateActs | null;
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
      <Section title="What is blocking">
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
  const owed = release.obligations.filter(({ stopsNext }) => stopsNext);
  return (
    <Section
      title="What is blocking, and who can unblock it"
      aside={
        <span className="hidden sm:inline">{`${gates.length - open.length} of ${gates.length} gates ready`}</span>
      }
      flush
    >
      {gates.length === 0 && (
        <Empty title="This stage has no gates">Whoever may advance can do so at any time.</Empty>
      )}
      {owed.map(({ id, title, owner, waitingOn }) => (
        <a
          key={id}
          href={`#obligation-${id}`}
          className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover"
        >
          <Shape name="triangle" tone="work" size={14} className="mt-[3px]" />
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
            <span className="text-ink-2">is owed by</span>
            <People people={owner === null ? waitingOn : [owner]} />
          </span>
        </a>
      ))}
      {gates.length > 0 && open.length === 0 && owed.length === 0 && (
        <p className="flex items-center gap-2 border-b border-line px-4 py-3 text-sm">
          <Shape name="play" tone="go" />
          Nothing is blocking: every gate of {stage.title} is ready.
        </p>
      )}
      {gates.map((gate) => (
        <GateLine
          key={gate.key}
          release={release.slug}
          line={gateLineOf(gate)}
          acts={acts}
          reader={reader}
          isOpen={open.length <= mostShownOpen && open.includes(gate)}
        />
      ))}
    </Section>
  );
}
