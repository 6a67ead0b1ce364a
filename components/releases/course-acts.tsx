import { OverrideFreeze } from "@/components/rollouts/override-freeze";
import type { ReactElement } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { ActAbility, ReleaseView } from "@/lib/releases/page-model";
import { BreakGlassAct } from "./break-glass-act";
import { CompleteAct } from "./complete-act";
import { RaiseConcern } from "./concerns";
import { HoldAct, type ReleaseActs } from "./primary-act";
import { heldWords } from "./waits";

interface Props {
  release: ReleaseView;
  acts: ReleaseActs;
}

/** What stops the release, turns it back or ends it; each with its reason, and off with who may where the reader may not. */
export function OtherActs({ release, acts }: Props): ReactElement | null {
  const { course, abilities, state } = release;
  if (state !== "draft" && state !== "active") return null;
  const isLast = release.advance.next === null;
  return (
    <Section title="Other acts">
      <div className="flex flex-col items-start gap-3">
        <HoldAct release={release} acts={acts} />
        <OverrideFreeze release={release} act={acts.overrideFreeze} />
        {course !== null && !isLast && <CompleteAct release={release} act={acts.complete} size="sm" />}
        {course !== null && <SkipAct release={release} act={acts.skip} skip={course.skip} />}
        {course !== null && course.reopen.length > 0 && (
          <ReopenAct release={release} act={acts.reopen} stages={course.reopen} />
        )}
        <RaiseConcern release={release.slug} act={acts.raiseConcern} />
        <GlassActs release={release} acts={acts} />
        <ActSheet
          id="cancel"
          label="Cancel the release"
          opens="danger"
          ability={abilities.cancel}
          act={acts.cancel}
          hidden={{ release: release.slug }}
          hint="Why it is given up."
        >
          <p className="text-sm text-ink-2">
            It is given up for good: nothing more is signed, nothing of it goes live, and it cannot be taken
            up again. Everything decided so far stays on record.
          </p>
        </ActSheet>
      </div>
    </Section>
  );
}

function SkipAct({ release, act, skip }: { release: ReleaseView; act: Act; skip: ActAbility }): ReactElement {
  const stage = release.stages.find(({ status }) => status === "current");
  const open = stage?.gates.filter(({ status }) => status !== "ready" && status !== "passed") ?? [];
  return (
    <ActSheet
      id="skip"
      label={`Skip ${stage?.title ?? "the stage"}`}
      ability={skip.ability}
      fault={skip.fault === null ? null : (heldWords(release) ?? skip.fault)}
      act={act}
      hidden={{ release: release.slug, stage: stage?.key ?? "" }}
      hint="Why the release goes on without this stage; it stays on record."
    >
      <p className="text-sm text-ink-2">
        {open.length === 0
          ? "Its gates count as skipped, not as passed."
          : `These gates are left as they are and count as skipped, never as passed: ${open.map(({ title }) => title).join(", ")}.`}
      </p>
    </ActSheet>
  );
}

type Reopenable = NonNullable<ReleaseView["course"]>["reopen"];

function ReopenAct({
  release,
  act,
  stages,
}: {
  release: ReleaseView;
  act: Act;
  stages: Reopenable;
}): ReactElement {
  const able = stages.filter(({ ability, fault }) => ability.allowed && fault === null);
  const [first] = stages;
  const shown = able.at(-1) ?? first;
  return (
    <ActSheet
      id="reopen"
      label="Reopen a stage"
      submit="Reopen it"
      ability={shown?.ability ?? { allowed: true }}
      fault={shown?.fault ?? null}
      act={act}
      hidden={{ release: release.slug }}
      hint="What has to be looked at again."
    >
      <Select
        label="Stage"
        name="stage"
        defaultValue={able.at(-1)?.stage}
        options={able.map(({ stage, title }) => ({ value: stage, label: title }))}
      />
      <div className="text-sm text-ink-2">
        <p>The release goes back to it. Signatures stay; what no longer counts as passed:</p>
        <ul className="list-disc pl-5 marker:text-ink-3">
          {able.map(({ stage, title, gates }) => (
            <li key={stage}>
              {title}: {gates.length === 0 ? "no gate" : gates.join(", ")}
            </li>
          ))}
        </ul>
      </div>
    </ActSheet>
  );
}

/** Offered to those who may and need it, and to nobody else. */
function GlassActs({ release, acts }: Props): ReactElement {
  const { glass, advance, holds, slug, stage } = release;
  const [hold] = holds;
  return (
    <>
      {glass.advance !== null && advance.next !== null && (
        <BreakGlassAct
          id="glass-advance"
          label={`advance to ${advance.next.title}`}
          act={acts.advance}
          glass={glass.advance}
          hidden={{ release: slug, stage: stage ?? "" }}
        />
      )}
      {glass.lift !== null && hold !== undefined && (
        <BreakGlassAct
          id="glass-lift"
          label="lift the hold"
          act={acts.liftHold}
          glass={glass.lift}
          hidden={{ release: slug, hold: hold.id }}
        />
      )}
    </>
  );
}
