import { OverrideFreeze } from "@/components/rollouts/override-freeze";
import type { Ability } from "@/lib/policy/ability";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { ActAbility, ReleaseView } from "@/lib/releases/page-model";
import { BreakGlassAct } from "./break-glass-act";
import { CompleteAct, Off } from "./complete-act";
import { RaiseConcern } from "./concerns";
import { HoldAct, type ReleaseActs } from "./primary-act";

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
        <CancelAct release={release} act={acts.cancel} ability={abilities.cancel} />
      </div>
    </Section>
  );
}

function SkipAct({ release, act, skip }: { release: ReleaseView; act: Act; skip: ActAbility }): ReactElement {
  const stage = release.stages.find(({ status }) => status === "current");
  const label = `Skip ${stage?.title ?? "the stage"}`;
  const open = stage?.gates.filter(({ status }) => status !== "ready" && status !== "passed") ?? [];
  if (skip.fault !== null || !skip.ability.allowed || stage === undefined)
    return <Off label={label} ability={skip.ability} fault={skip.fault} />;
  return (
    <div>
      <SheetButton sheet="skip" size="sm">
        {label}…
      </SheetButton>
      <Sheet id="skip" title={label}>
        <ActForm act={act} submit={label} busy="Recording…" look="danger">
          <input type="hidden" name="release" value={release.slug} />
          <input type="hidden" name="stage" value={stage.key} />
          <p className="text-sm text-ink-2">
            {open.length === 0
              ? "Its gates count as skipped, not as passed."
              : `These gates are left as they are and count as skipped, never as passed: ${open.map(({ title }) => title).join(", ")}.`}
          </p>
          <Together ability={skip.ability} />
          <Reason hint="Why the release goes on without this stage; it stays on record." />
        </ActForm>
      </Sheet>
    </div>
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
  if (able.length === 0)
    return (
      <Off
        label="Reopen a stage"
        ability={first?.ability ?? { allowed: true }}
        fault={first?.fault ?? null}
      />
    );
  return (
    <div>
      <SheetButton sheet="reopen" size="sm">
        Reopen a stage…
      </SheetButton>
      <Sheet id="reopen" title="Reopen a stage">
        <ActForm act={act} submit="Reopen it" busy="Recording…" look="danger">
          <input type="hidden" name="release" value={release.slug} />
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
          {able[0] !== undefined && <Together ability={able[0].ability} />}
          <Reason hint="What has to be looked at again." />
        </ActForm>
      </Sheet>
    </div>
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

function CancelAct({
  release,
  act,
  ability,
}: {
  release: ReleaseView;
  act: Act;
  ability: Ability;
}): ReactElement {
  if (!ability.allowed) return <Off label="Cancel the release" ability={ability} fault={null} />;
  return (
    <div>
      <SheetButton sheet="cancel" size="sm" look="danger">
        Cancel the release…
      </SheetButton>
      <Sheet id="cancel" title="Cancel the release">
        <ActForm act={act} submit="Cancel the release" busy="Recording…" look="danger">
          <input type="hidden" name="release" value={release.slug} />
          <p className="text-sm text-ink-2">
            It is given up for good: nothing more is signed, nothing of it goes live, and it cannot be taken
            up again. Everything decided so far stays on record.
          </p>
          <Together ability={ability} />
          <Reason hint="Why it is given up." />
        </ActForm>
      </Sheet>
    </div>
  );
}

function Reason({ hint }: { hint: string }): ReactElement {
  return <Textarea label="Reason" name="reason" required rows={3} maxLength={4_000} hint={hint} />;
}
