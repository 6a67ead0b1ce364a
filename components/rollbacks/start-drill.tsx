"use client";

import { type ReactElement, useState, useTransition } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type DrillLevel, drillLevels } from "@/lib/rollbacks/model";
import type { FailureMode } from "@/lib/metrics/failure-modes";
import { ForeseenList, type ForeseenView } from "./foreseen-list";
import { failureWords, levelMeanings, levelWords } from "./rollback-words";

/** Beginning a rehearsal: how far it goes, how severe it plays, and what is made up to be found. */
export function StartDrill({
  release,
  severities,
  criteria,
  act,
  foresee,
}: {
  release: string;
  /** Those that the reader may choose, with what each means. */
  severities: readonly { value: string; label: string }[];
  criteria: readonly { key: string; title: string }[];
  act: Act;
  /** What each criterion would make of a failure. */
  foresee: (asked: { release: string; failure: string }) => Promise<ForeseenView>;
}): ReactElement {
  const [level, setLevel] = useState<DrillLevel>("tabletop");
  const [failure, setFailure] = useState("");
  const [criterion, setCriterion] = useState(criteria[0]?.key ?? "");
  const [foreseen, setForeseen] = useState<ForeseenView | null>(null);
  const [isLooking, look] = useTransition();
  const choose = (value: string) => {
    setFailure(value);
    setForeseen(null);
    if (value !== "") look(async () => setForeseen(await foresee({ release, failure: value })));
  };
  const hasFailure = level !== "tabletop" && criteria.length > 0;
  return (
    <div>
      <SheetButton sheet="start-drill">Start a drill…</SheetButton>
      <Sheet id="start-drill" title="Start a drill">
        <ActForm act={act} submit="Start the drill" busy="Starting…">
          <input type="hidden" name="release" value={release} />
          <p className="text-sm text-ink-2">
            The agreed plan is rehearsed with the same people and pages, marked as a drill. Nothing of it
            touches users, exposure or what is measured.
          </p>
          <RadioGroup
            label="How far it goes"
            name="level"
            value={level}
            onValueChange={(value) => setLevel(drillLevels.find((each) => each === value) ?? "tabletop")}
            choices={drillLevels.map((value) => ({
              value,
              label: levelWords[value],
              hint: levelMeanings[value],
            }))}
          />
          <Select label="Played as" name="severity" options={severities} />
          {hasFailure && (
            <>
              <Select
                label="What is made up"
                name="failure"
                value={failure}
                onChange={(event) => choose(event.target.value)}
                options={[
                  { value: "", label: "Nothing: it is proposed at once" },
                  ...(Object.keys(failureWords) as FailureMode[]).map((value) => ({
                    value,
                    label: failureWords[value],
                  })),
                ]}
                hint="Only with a failure that a criterion has to find is detection rehearsed as well."
              />
              {failure !== "" && (
                <>
                  <Select
                    label="The criterion that should find it"
                    name="criterion"
                    value={criterion}
                    onChange={(event) => setCriterion(event.target.value)}
                    options={criteria.map(({ key, title }) => ({ value: key, label: title }))}
                  />
                  <div role="status" className="text-sm">
                    {isLooking || foreseen === null ? (
                      <p className="text-ink-2">Looking at what each criterion would make of it…</p>
                    ) : (
                      <ForeseenList foreseen={foreseen} chosen={criterion} />
                    )}
                  </div>
                </>
              )}
            </>
          )}
        </ActForm>
      </Sheet>
    </div>
  );
}
