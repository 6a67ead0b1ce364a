"use client";

import type { ReactElement } from "react";
import { Input, Select, Textarea } from "@/components/ui/field";
import { MarkdownField } from "./markdown-field";
import { RowsField } from "./rows-field";

export interface PlanFieldsProps {
  /** What stands before the parts in the fields' names: nothing for a plan, `/plan` within a release. */
  prefix: "" | "/plan";
  /** What a field holds. */
  typed: (name: string) => string;
  /** Numbers of the rows of a list that hold something. */
  rowsOf: (name: string) => number[];
  faultOf: (name: string) => string | undefined;
}

/** The objective: why, by which measures, at which risk. */
export function ObjectiveFields({ typed, rowsOf, faultOf }: Omit<PlanFieldsProps, "prefix">): ReactElement {
  const field = (name: string) => ({ name, defaultValue: typed(name), error: faultOf(name) });
  return (
    <>
      <MarkdownField
        label="Problem"
        hint="Which problem the release solves, and whose it is. Markdown."
        {...field("/objective/problem")}
      />
      <RowsField
        legend="Success metrics"
        hint="By which measures it counts as a success."
        add="Another metric"
        initial={rowsOf("/objective/successMetrics")}
      >
        {(row) => (
          <Input
            label={`Success metric ${row + 1}`}
            hideLabel
            maxLength={1_000}
            placeholder="Detection rate at least 97 % on the held-out set"
            {...field(`/objective/successMetrics/${row}`)}
          />
        )}
      </RowsField>
      <MarkdownField
        label="Acceptable risk"
        hint="What may go wrong without the release being stopped."
        rows={2}
        {...field("/objective/acceptableRisk")}
      />
    </>
  );
}

/** The parts of a plan beside the objective, each in fields of its own. */
export function PlanFields(props: PlanFieldsProps): ReactElement {
  const { prefix, typed, faultOf } = props;
  const field = (path: string) => {
    const name = `${prefix}${path}`;
    return { name, defaultValue: typed(name), error: faultOf(name) };
  };
  return (
    <>
      <MarkdownField label="User impact" hint="What users will notice." {...field("/user-impact")} />
      <MarkdownField label="Performance" hint="Which performance is expected." {...field("/performance")} />
      <RiskRows {...props} />
      <MarkdownField
        label="Impact analysis"
        hint="Whom the change affects and how."
        maxLength={50_000}
        {...field("/impact-analysis/text")}
      />
      <div className="grid gap-3 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <Select
          label="Substantial modification"
          options={[
            { value: "", label: "Not said" },
            { value: "no", label: "No" },
            { value: "yes", label: "Yes" },
            { value: "undecided", label: "Undecided" },
          ]}
          {...field("/impact-analysis/substantialModification/answer")}
        />
        <Input label="Why" maxLength={5_000} {...field("/impact-analysis/substantialModification/reason")} />
      </div>
      <MarkdownField label="Rollout" hint="In which steps it reaches users." {...field("/rollout")} />
      <AlternativeRows {...props} />
    </>
  );
}

function RiskRows({ prefix, typed, rowsOf, faultOf }: PlanFieldsProps): ReactElement {
  const list = `${prefix}/risk`;
  return (
    <RowsField
      legend="Risks"
      hint="Every risk that was weighed; whoever changes the list becomes an author of it alone."
      add="Another risk"
      initial={rowsOf(list)}
      least={0}
    >
      {(row) => {
        const field = (part: string) => {
          const name = `${list}/${row}/${part}`;
          return { name, defaultValue: typed(name), error: faultOf(name) };
        };
        return (
          <div className="grid gap-2 rounded-md border border-line p-3 sm:grid-cols-2">
            <Textarea
              label={`Risk ${row + 1}`}
              className="sm:min-h-8"
              rows={2}
              maxLength={5_000}
              {...field("risk")}
            />
            <Textarea label="Mitigation" rows={2} maxLength={5_000} {...field("mitigation")} />
            <Input label="Likelihood" maxLength={200} {...field("likelihood")} />
            <Input label="Impact" maxLength={2_000} {...field("impact")} />
            <Input label="What remains" maxLength={2_000} {...field("residual")} />
            <Input label="Accepted by" maxLength={200} {...field("acceptedBy")} />
          </div>
        );
      }}
    </RowsField>
  );
}

function AlternativeRows({ prefix, typed, rowsOf, faultOf }: PlanFieldsProps): ReactElement {
  const list = `${prefix}/alternatives`;
  return (
    <RowsField
      legend="Alternatives"
      hint="What is done instead if an assumption fails."
      add="Another alternative"
      initial={rowsOf(list)}
      least={0}
    >
      {(row) => {
        const field = (part: string) => {
          const name = `${list}/${row}/${part}`;
          return { name, defaultValue: typed(name), error: faultOf(name) };
        };
        return (
          <div className="grid gap-2 rounded-md border border-line p-3 sm:grid-cols-3">
            <Input label={`If this does not hold (${row + 1})`} maxLength={2_000} {...field("assumption")} />
            <Input label="Seen by" maxLength={2_000} {...field("signal")} />
            <Input label="We do instead" maxLength={5_000} {...field("instead")} />
          </div>
        );
      }}
    </RowsField>
  );
}
