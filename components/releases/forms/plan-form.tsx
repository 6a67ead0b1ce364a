"use client";

import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { planFieldLabel } from "../new/field-labels";
import { type DocumentAct, DocumentForm } from "./document-form";
import { ObjectiveFields, PlanFields } from "./plan-fields";
import { firstOf, rowsIn, type Typed } from "./typed";

/** The plan in fields, part by part. */
export function PlanForm({
  release,
  ifMatch,
  initial,
  act,
}: {
  release: string;
  ifMatch: string | null;
  initial: Typed;
  act: DocumentAct;
}): ReactElement {
  return (
    <DocumentForm
      release={release}
      kind="plan"
      ifMatch={ifMatch}
      initial={initial}
      act={act}
      labelOf={planFieldLabel}
    >
      {({ typed, faultOf }) => {
        const fields = {
          typed: (name: string) => firstOf(typed, name),
          rowsOf: (name: string) => rowsIn(typed, name),
          faultOf,
        };
        return (
          <>
            <Section title="Objective">
              <div className="flex flex-col gap-3">
                <ObjectiveFields {...fields} />
              </div>
            </Section>
            <Section title="The other parts">
              <div className="flex flex-col gap-4">
                <PlanFields prefix="" {...fields} />
              </div>
            </Section>
          </>
        );
      }}
    </DocumentForm>
  );
}
