"use client";

import { type ReactElement, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select, Textarea } from "@/components/ui/field";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { idle, type Outcome } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import type { EscalationPreviewAnswer } from "@/lib/policy/escalation-answers";
import type { EscalationPolicy } from "@/lib/policy/escalation-model";
import { severities, type Severity } from "@/lib/policy/model";
import { EscalationReviewed } from "./escalation-reviewed";
import { LevelsFields, type WhomChoices } from "./escalation-fields";

/** What looking at a policy, or publishing it, answered. */
export interface EscalationReview {
  outcome: Outcome;
  preview: (EscalationPreviewAnswer & { severity: Severity }) | null;
}

const nothing: EscalationReview = { outcome: idle, preview: null };

/** Writes the organisation's escalation policy, in words or as YAML: first looked at, then published. */
export function EscalationEditor({
  act,
  policy: given,
  yaml,
  expected,
  choices,
  releases,
  reader,
}: {
  act: (before: EscalationReview, form: FormData) => Promise<EscalationReview>;
  policy: EscalationPolicy;
  /** null: in words. */
  yaml: string | null;
  /** Digest of the policy that holds, so that nobody's change is written over. */
  expected: string;
  choices: WhomChoices;
  /** For whose rollback it can be looked at. */
  releases: readonly { slug: string; title: string }[];
  reader: Reader;
}): ReactElement {
  const [review, dispatch, pending] = useActionState(act, nothing);
  const [policy, setPolicy] = useState(given);
  const [text, setText] = useState(yaml ?? "");
  const [looked, setLooked] = useState<string | null>(null);
  const source = yaml === null ? JSON.stringify(policy) : text;
  const preview = looked === source ? review.preview : null;
  return (
    <form
      action={(form) => {
        setLooked(source);
        dispatch(form);
      }}
      onReset={keepOnReset}
      className="flex flex-col gap-4"
    >
      <input type="hidden" name="format" value={yaml === null ? "json" : "yaml"} />
      <input type="hidden" name="expected" value={expected} />
      {yaml === null ? (
        <>
          <input type="hidden" name="source" value={source} />
          <PolicyFields policy={policy} setPolicy={setPolicy} choices={choices} />
        </>
      ) : (
        <Textarea
          label="The policy"
          name="source"
          rows={24}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
      )}
      <OutcomeNotice outcome={review.outcome} />
      {preview !== null && <EscalationReviewed preview={preview} reader={reader} />}
      <div className="flex flex-wrap items-end gap-2">
        {releases.length > 0 && (
          <div className="min-w-48 sm:max-w-80">
            <Select
              label="Look at it for"
              name="release"
              options={releases.map(({ slug, title }) => ({ value: slug, label: title }))}
            />
          </div>
        )}
        <Select
          label="Severity"
          name="severity"
          options={severities.map((each) => ({ value: each, label: each }))}
        />
        <Button type="submit" name="intent" value="look" formNoValidate aria-busy={pending || undefined}>
          {pending ? "One moment…" : "Look at what it does"}
        </Button>
        {preview !== null && preview.may && !preview.isSame && (
          <Button type="submit" name="intent" value="put" look="primary">
            Publish it
          </Button>
        )}
      </div>
    </form>
  );
}

function PolicyFields({
  policy,
  setPolicy,
  choices,
}: {
  policy: EscalationPolicy;
  setPolicy: (policy: EscalationPolicy) => void;
  choices: WhomChoices;
}): ReactElement {
  const own = severities.filter((each) => policy.severities?.[each] !== undefined);
  const rest = severities.filter((each) => !own.includes(each));
  const setOwn = (severity: Severity, levels: EscalationPolicy["levels"] | null) => {
    const { [severity]: _was, ...others } = policy.severities ?? {};
    const next = levels === null ? others : { ...others, [severity]: levels };
    const { severities: _before, ...bare } = policy;
    setPolicy(Object.keys(next).length === 0 ? bare : { ...bare, severities: next });
  };
  return (
    <>
      <Section
        title="Levels"
        aside={own.length === 0 ? "at every severity" : `at ${rest.join(", ") || "none"}`}
        flush
      >
        <LevelsFields
          of="Levels"
          levels={policy.levels}
          setLevels={(levels) => setPolicy({ ...policy, levels })}
          choices={choices}
        />
      </Section>
      {own.map((severity) => (
        <Section
          key={severity}
          title={`Levels at ${severity}`}
          aside={
            <Button size="sm" look="quiet" onClick={() => setOwn(severity, null)}>
              Use the general ones at {severity}
            </Button>
          }
          flush
        >
          <LevelsFields
            of={`Levels at ${severity}`}
            levels={policy.severities?.[severity] ?? []}
            setLevels={(levels) => setOwn(severity, levels)}
            choices={choices}
          />
        </Section>
      ))}
      {rest.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <span className="text-ink-2">Levels of its own for</span>
          {rest.map((severity) => (
            <Button key={severity} size="sm" onClick={() => setOwn(severity, policy.levels)}>
              {severity}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
