import type { Ability } from "@/lib/policy/ability";
import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { Why } from "@/components/ui/why";
import type { ReleaseView } from "@/lib/releases/page-model";
import { type Plan, planGaps } from "@/lib/releases/plan-schema";
import { shortageWords } from "./forms/shortage-list";

/** A draft's documents, as far as the list of what is left asks. */
export interface DraftDocuments {
  plan: Plan;
  criteria: number;
  hasRollbackPlan: boolean;
}

interface Props {
  release: ReleaseView;
  documents: DraftDocuments;
  /** As of a past moment there is no control. */
  isPast?: boolean;
}

/** Null: as of a past moment there is no control. */
type Acts = ReleaseView["abilities"] | null;

/** What a draft still lacks, in the order in which it is done, each with the control that does it. */
export function BeforeStart({ release, documents, isPast = false }: Props): ReactElement {
  const canStart = release.unfilled.length === 0;
  const acts = isPast ? null : release.abilities;
  return (
    <Section title="Before it can start" flush>
      <ol>
        <RolesStep release={release} acts={acts} />
        <PlanStep release={release} plan={documents.plan} acts={acts} />
        {release.components.map((component) => (
          <CandidateStep key={component.key} release={release} component={component} acts={acts} />
        ))}
        <DocumentStep
          isDone={documents.criteria > 0}
          title="Criteria"
          done={`${documents.criteria} agreed.`}
          open="None is agreed: at which measurement the release is held or rolled back."
          href={`/releases/${release.slug}/plan/criteria`}
          ability={acts?.changeCriteria ?? null}
        />
        <DocumentStep
          isDone={documents.hasRollbackPlan}
          title="Rollback plan"
          done="Written; it is agreed by who reads and signs it."
          open="None is written: when and how the release goes back."
          href={`/releases/${release.slug}/plan/rollback-plan`}
          ability={acts?.changeRollbackPlan ?? null}
        />
        <Step
          state={canStart ? "ready" : "missing"}
          title="Start"
          words={
            canStart
              ? "It can start now: every role that is asked for is held. What is open above can follow; what changes after a signature has to be signed again."
              : "Waits until every role that is asked for is held."
          }
        />
      </ol>
    </Section>
  );
}

function RolesStep({ release, acts }: { release: ReleaseView; acts: Acts }): ReactElement {
  const { unfilled, shortages, slug } = release;
  const hints = shortages.filter(({ kind }) => kind !== "nobody");
  return (
    <Step
      state={unfilled.length > 0 ? "missing" : hints.length > 0 ? "open" : "done"}
      title="Roles"
      words={
        <>
          {unfilled.length === 0 && hints.length === 0 && "Every role that is asked for is held."}
          {unfilled.map(({ roles, asked }) => (
            <span key={roles.join()} className="block">
              Nobody holds {roles.map(roleWords).join(" or ")}
              <span className="text-ink-3" title={asked.join("\n")}>
                , asked for in {asked.length} {asked.length === 1 ? "place" : "places"}.
              </span>
            </span>
          ))}
          {hints.map((shortage) => (
            <span key={`${shortage.kind} ${shortage.roles.join()}`} className="block">
              {shortageWords(shortage)}
            </span>
          ))}
        </>
      }
      control={
        <Control
          label={unfilled.length > 0 ? "Assign roles" : "Change roles"}
          href={`/releases/${slug}/roles`}
          ability={acts?.assignRoles ?? null}
          isNext={unfilled.length > 0}
        />
      }
    />
  );
}

function PlanStep({ release, plan, acts }: { release: ReleaseView; plan: Plan; acts: Acts }): ReactElement {
  const gaps = planGaps(plan);
  return (
    <Step
      state={gaps.length === 0 ? "done" : "open"}
      title="Plan"
      words={
        gaps.length === 0
          ? "Every part is written."
          : `It does not say ${gaps
              .map(({ message }) => message.replace(/^The plan does not say /, "").replace(/\.$/, ""))
              .join("; ")}.`
      }
      control={
        <Control
          label="Write the plan"
          href={`/releases/${release.slug}/plan/edit`}
          ability={acts?.changePlan ?? null}
        />
      }
    />
  );
}

function CandidateStep({
  release,
  component,
  acts,
}: {
  release: ReleaseView;
  component: ReleaseView["components"][number];
  acts: Acts;
}): ReactElement {
  const { key, title, candidate, baseline } = component;
  const page = `/releases/${release.slug}/bundle`;
  return (
    <Step
      state={candidate === null ? "open" : "done"}
      title={`Candidate of ${title}`}
      words={
        candidate === null
          ? `Not set; its gates will wait for one.${baseline === null ? " There is no baseline: this is a first release of it." : ""}`
          : `${candidate.version ?? candidate.digest.slice(7, 17)}, set by ${candidate.setBy.name}.`
      }
      control={
        acts !== null && (
          <span className="flex flex-wrap gap-2">
            <LinkButton size="sm" href={`${page}/register?component=${key}`} prefetch={false}>
              Register a bundle
            </LinkButton>
            <LinkButton size="sm" look="quiet" href={`${page}?component=${key}#bundles`} prefetch={false}>
              {candidate === null ? "Choose one" : "Change it"}
            </LinkButton>
          </span>
        )
      }
    />
  );
}

function DocumentStep({
  isDone,
  title,
  done,
  open,
  href,
  ability,
}: {
  isDone: boolean;
  title: string;
  done: string;
  open: string;
  href: string;
  ability: Ability | null;
}): ReactElement {
  return (
    <Step
      state={isDone ? "done" : "open"}
      title={title}
      words={isDone ? done : open}
      control={
        <Control
          label={isDone ? `Change the ${title.toLowerCase()}` : `Write the ${title.toLowerCase()}`}
          href={href}
          ability={ability}
        />
      }
    />
  );
}

function Control({
  label,
  href,
  ability,
  isNext = false,
}: {
  label: string;
  href: string;
  ability: Ability | null;
  isNext?: boolean;
}): ReactElement | null {
  if (ability === null) return null;
  return ability.allowed ? (
    <LinkButton size="sm" href={href} prefetch={false} look={isNext ? "primary" : "secondary"}>
      {label}
    </LinkButton>
  ) : (
    <Why label={label} size="sm" {...ability} />
  );
}

const marks = {
  missing: { tone: "stop", shape: "stop", label: "Missing" },
  open: { tone: "idle", shape: "ring", label: "Open" },
  done: { tone: "good", shape: "check-disc", label: "Done" },
  ready: { tone: "go", shape: "play", label: "Ready" },
} as const;

function Step({
  state,
  title,
  words,
  control,
}: {
  state: keyof typeof marks;
  title: string;
  words: ReactNode;
  control?: ReactNode;
}): ReactElement {
  const { tone, shape, label } = marks[state];
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <Shape name={shape} tone={tone} size={14} label={label} className="mt-[3px]" />
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{title}</p>
        <div className="max-w-prose text-ink-2">{words}</div>
      </div>
      {control !== undefined && <div className="col-start-2 empty:hidden sm:col-start-3">{control}</div>}
    </li>
  );
}
