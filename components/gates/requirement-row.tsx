import type { ReactElement } from "react";
import { People, Refusal } from "@/components/people/people";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import { Textarea } from "@/components/ui/field";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { type GateActs, type Place, placeId } from "./acts";
import { ClockMark } from "./clock-mark";
import { DueMark } from "./due-mark";
import { OwnWordLine } from "./own-word";
import { type DetailsProps, RequirementDetails } from "./requirement-details";
import { SignControls, WaiveControl } from "./sign-controls";
import type { ShownRequirement } from "./shown-gate";
import { titleOf } from "./signable";
import { kindWords, requirementSayings, roleWords } from "./status";
import { SlotList } from "./votes";

interface Props {
  place: Place;
  requirement: ShownRequirement;
  /** null: of a past moment, in which nobody can do anything. */
  acts: GateActs | null;
  reader: Reader;
}

/** One requirement: what it asks, how far it is, who said what, and what the reader can do. */
export function RequirementRow({ place, requirement, acts, reader }: Props): ReactElement {
  const saying = requirementSayings[requirement.status];
  const title = titleOf(requirement);
  const isStale = requirement.own !== null && requirement.own.changes.length > 0;
  return (
    <li id={placeId(place)} className="requirement">
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <Mark {...saying}>{saying.word}</Mark>
          <h4 className="min-w-0 font-medium">{title}</h4>
          <span className="text-xs text-ink-3">{kindWords[requirement.kind as keyof typeof kindWords]}</span>
        </div>
        {requirement.slots.length > 0 && <SlotList slots={requirement.slots} />}
        {requirement.messages.map((message, index) => (
          <p key={index} className="text-sm text-ink-2">
            {message}
          </p>
        ))}
        {requirement.clearedBy.length > 0 && (
          <p className="flex flex-wrap gap-x-1.5 text-sm">
            <span className="text-ink-3">Can be cleared by</span>{" "}
            <People people={requirement.clearedBy} max={5} />
          </p>
        )}
        <Times requirement={requirement} reader={reader} />
        {requirement.waits.map(({ pausedSince, ...clock }) => (
          <ClockMark
            key={clock.role}
            clock={{ ...clock, pausedSince: pausedSince === null ? null : Date.parse(pausedSince) }}
            of={roleWords(clock.role)}
            reader={reader}
          />
        ))}
        {requirement.notes.map((note, index) => (
          <p key={index} className="text-sm text-ink-2">
            {note}
          </p>
        ))}
        {isStale && requirement.own !== null && (
          <OwnWordLine own={requirement.own} release={place.release} reader={reader} />
        )}
        <Objections place={place} requirement={requirement} acts={acts} />
        <Details release={place.release} requirement={requirement} reader={reader} />
      </div>
      <div className="flex flex-wrap items-start gap-1.5 lg:max-w-72 lg:justify-end">
        {requirement.signable !== null && acts !== null && (
          <SignControls place={place} title={title} {...requirement.signable} acts={acts}>
            {requirement.own !== null && (
              <OwnWordLine own={requirement.own} release={place.release} reader={reader} />
            )}
          </SignControls>
        )}
        <Waive place={place} title={title} requirement={requirement} acts={acts} reader={reader} />
      </div>
    </li>
  );
}

/** When it has to be met, or why nobody can tell; and until when it is waived. */
function Times({ requirement, reader }: Pick<Props, "requirement" | "reader">): ReactElement | null {
  const { due, reminded, status, waivedUntil } = requirement;
  if (waivedUntil !== null)
    return (
      <p className="text-sm text-ink-2">
        Waived until <Time at={Date.parse(waivedUntil)} reader={reader} />.
      </p>
    );
  if (due === null || status === "satisfied" || status === "not-asked") return null;
  if (due.at === null) return <p className="text-xs text-ink-3">Not due: {due.missing}</p>;
  const remindedAt = reminded === null ? null : Date.parse(reminded.at);
  return <DueMark at={Date.parse(due.at)} remindedAt={remindedAt} reader={reader} />;
}

function Details({ release, requirement, reader }: DetailsProps): ReactElement {
  const { guidance, votes, checks, acknowledgements, waivers } = requirement;
  const counted = [
    guidance === null ? null : "guidance",
    votes.length === 0 ? null : `${votes.length} ${votes.length === 1 ? "vote" : "votes"}`,
    checks.length === 0 ? null : `${checks.length} ${checks.length === 1 ? "result" : "results"}`,
    acknowledgements.length === 0 ? null : `${acknowledgements.length} acknowledged`,
    waivers.length === 0 ? null : `${waivers.length} ${waivers.length === 1 ? "waiver" : "waivers"}`,
  ].filter((each) => each !== null);
  const summary = counted.length > 0 ? counted.join(" · ") : "what it depends on";
  return (
    <DrawnDisclosure summary={<span className="first-letter:uppercase">{summary}</span>}>
      <RequirementDetails release={release} requirement={requirement} reader={reader} />
    </DrawnDisclosure>
  );
}

const ending = {
  veto: { label: "Lift the veto", of: (by: string) => `Lift the veto of ${by}`, busy: "Lifting…" },
  "needs-work": {
    label: "Dismiss the request",
    of: (by: string) => `Dismiss the request for work of ${by}`,
    busy: "Dismissing…",
  },
} as const;

/** What stands against it is ended by whoever raised it, or a holder of the right. */
function Objections({ place, requirement, acts }: Omit<Props, "reader">): ReactElement | null {
  if (acts === null) return null;
  return (
    <>
      {requirement.objections.map(({ vote, kind, by, end }) => {
        const { label, of, busy } = ending[kind];
        const sheet = `end-${vote}`;
        return (
          <div key={vote}>
            {end.allowed ? (
              <SheetButton sheet={sheet} size="sm">
                {label}…
              </SheetButton>
            ) : (
              <Why label={label} name={of(by)} size="sm" align="row" {...end} />
            )}
            <Sheet id={sheet} title={of(by)}>
              <ActForm act={kind === "veto" ? acts.liftVeto : acts.dismissWork} submit={label} busy={busy}>
                <input type="hidden" name="release" value={place.release} />
                <input type="hidden" name="gate" value={place.gate} />
                <input type="hidden" name="vote" value={vote} />
                <Together ability={end} />
                <Textarea label="Reason" name="reason" required rows={3} />
                {kind === "veto" && (
                  <Textarea
                    label="What must hold from now on"
                    name="exitCondition"
                    rows={2}
                    hint="The exit condition that stays with the release."
                  />
                )}
              </ActForm>
            </Sheet>
          </div>
        );
      })}
    </>
  );
}

function Waive({ place, title, requirement, acts, reader }: Props & { title: string }): ReactElement | null {
  const { waive } = requirement;
  if (waive === null || place.requirement === null || acts === null) return null;
  if (!waive.allowed) return <Refusal {...waive} />;
  return <WaiveControl place={place} title={title} ability={waive} act={acts.waive} now={reader.now} />;
}
