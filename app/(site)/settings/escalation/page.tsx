import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { EscalationLevels } from "@/components/policy/escalation-levels";
import { EscalationWarnings } from "@/components/policy/escalation-warnings";
import { Allowed } from "@/components/settings/allowed";
import { HoursForm } from "@/components/settings/hours-form";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { levelsFor } from "@/lib/policy/escalation-model";
import { severities, type Severity } from "@/lib/policy/model";
import { getHoursPage } from "@/lib/policy/working-hours-queries";
import { type EscalationPage, getEscalationPage } from "@/lib/rollbacks/escalation-queries";
import { getReader, one } from "../../_lib/reader";
import { saveWorkingHours } from "./actions";

export const metadata: Metadata = { title: "Escalation" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/escalation";

export default async function EscalationPolicyPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const severity = severities.find((each) => each === one(asked["severity"])) ?? "sev1";
  const { db, clock } = kernel();
  const page = await getEscalationPage(db.prisma, {
    actor,
    now: clock.now(),
    release: one(asked["release"]),
    severity,
  });
  const hours = await getHoursPage(db.prisma, { actor, now: clock.now() });
  const { answer, may } = page;
  return (
    <>
      <PageHead
        title="Escalation"
        acts={
          <Allowed verdict={may} label="Change the policy" align="end">
            <LinkButton href={`${path}/edit`} prefetch={false}>
              Change the policy
            </LinkButton>
          </Allowed>
        }
      >
        <Standing answer={answer} reader={reader} />
      </PageHead>
      <div className="flex flex-col gap-4">
        <EscalationWarnings warnings={answer.warnings} reader={reader} />
        <div>
          <Asked page={page} severity={severity} isSet={Object.keys(asked).length > 0} />
          <Section
            title={`Levels at ${severity}`}
            aside={answer.policy.severities?.[severity] === undefined ? "The general ones" : "Of its own"}
            flush
          >
            <EscalationLevels levels={levelsFor(answer.policy, severity)} told={page.levels} />
          </Section>
        </div>
        <p className="max-w-prose text-sm text-ink-2">
          People are waited for while a rollback is proposed, and again where its steps are late or failed.
          Whoever says that they are on it keeps the next level from being told for a while; only deciding
          ends it. A rollback goes by the policy that held when it was proposed.
        </p>
        <Section title="When reviews are due">
          <div className="flex max-w-prose flex-col gap-3 text-sm">
            <WorkingHours page={hours} />
          </div>
        </Section>
      </div>
    </>
  );
}

function WorkingHours({ page }: { page: Awaited<ReturnType<typeof getHoursPage>> }): ReactElement {
  const { hours, digest } = page.answer;
  const { targetDays, ...calendar } = hours;
  return (
    <>
      <p className="text-ink-2">
        What waits for a role and has no due date should be decided in {targetDays} working{" "}
        {targetDays === 1 ? "day" : "days"} ({calendar.from} to {calendar.to}, {calendar.zone}). Whoever is
        asked is reminded at half of that; when it is over, and each working day after it, so is the champion.
        People who said when they work go by their own hours.
      </p>
      <Allowed verdict={page.may} label="Save the working hours">
        <HoursForm
          key={digest}
          hours={calendar}
          targetDays={targetDays}
          digest={digest}
          act={saveWorkingHours}
        />
      </Allowed>
    </>
  );
}

function Standing({ answer, reader }: { answer: EscalationPage["answer"]; reader: Reader }): ReactElement {
  const { version, digest, since } = answer;
  return (
    <>
      Whom a rollback that nobody decides is told to next, and after how long.{" "}
      {since === null ? (
        "The policy that ships with Countersign holds; none was published yet."
      ) : (
        <>
          Version {version} <Digest value={digest} /> · since{" "}
          <Time at={Date.parse(since.at)} reader={reader} /> · put by <bdi>{since.by.name}</bdi>.
        </>
      )}
    </>
  );
}

/** For whose rollback, and how severe: what “now” is told of. */
function Asked({
  page: { releases, release },
  severity,
  isSet,
}: {
  page: EscalationPage;
  severity: Severity;
  isSet: boolean;
}): ReactElement {
  return (
    <FilterBar action={path} label="Who would be told now" isSet={isSet} submit="Who would be told">
      <div className="col-span-2 min-w-48 sm:max-w-80">
        {releases.length === 0 ? (
          <p className="text-sm text-ink-2">
            No release in flight that you see has a rollback plan: roles are told of by release.
          </p>
        ) : (
          <Select
            key={release}
            label="If this went back now"
            name="release"
            defaultValue={release ?? ""}
            options={releases.map(({ slug, title }) => ({ value: slug, label: title }))}
          />
        )}
      </div>
      <Select
        key={severity}
        label="Severity"
        name="severity"
        defaultValue={severity}
        options={severities.map((each) => ({ value: each, label: each }))}
      />
    </FilterBar>
  );
}
