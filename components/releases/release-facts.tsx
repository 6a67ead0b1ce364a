import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { Digest } from "@/components/ui/digest";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Day, type Reader, Time } from "@/components/ui/time";
import { isEnded } from "@/lib/releases/model";
import type { BundleMention, ReleaseView } from "@/lib/releases/page-model";

/** Who and what: beside what is blocking. */
export function ReleaseFacts({
  release,
  reader,
  acts,
  rights = `/rights?of=release:${release.slug}`,
}: {
  release: ReleaseView;
  reader: Reader;
  acts: ReactNode;
  /** Where it says who decides what. */
  rights?: string;
}): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      <Section title="Facts">
        <Facts>
          <Fact name="Champion">
            <People people={release.champions} none="not assigned" />
          </Fact>
          <Fact name="Target">
            {release.target === null ? (
              <span className="text-ink-3">none set</span>
            ) : (
              <Day date={release.target} />
            )}
          </Fact>
          <Fact name="Exposure">
            <span className="tabular">{release.exposure.confirmed} %</span>
            {!release.exposure.isConfirmed && (
              <Link
                href={`/releases/${release.slug}/rollout`}
                prefetch={false}
                className="tabular flex min-h-6 items-center link text-sm"
              >
                {release.exposure.intended} % is intended, not confirmed since
              </Link>
            )}
          </Fact>
          <Fact name="Template">
            <Link
              href={`/templates/${release.template.key}/versions/${release.template.version}`}
              prefetch={false}
              className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
            >
              {release.template.title}, version {release.template.version}
            </Link>
            {release.template.latest > release.template.version && !isEnded(release.state) && (
              <Link
                href={`/releases/${release.slug}/move`}
                prefetch={false}
                className="flex min-h-6 items-center link text-sm"
              >
                Version {release.template.latest} is out: see the difference
              </Link>
            )}
          </Fact>
          <Fact name={release.startedAt === null ? "Created" : "Started"}>
            <Time at={Date.parse(release.startedAt ?? release.createdAt)} reader={reader} />
          </Fact>
        </Facts>
      </Section>
      <Section title="Candidate and baseline" flush>
        <ul>
          {release.components.map((component) => (
            <li
              key={component.key}
              className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <div className="flex flex-wrap items-baseline justify-between gap-x-3">
                <Link
                  href={`/releases/${release.slug}/bundle?component=${component.key}`}
                  prefetch={false}
                  className="inline-flex min-h-6 min-w-0 items-center font-medium wrap-anywhere hover:underline"
                >
                  {component.title}
                </Link>
                <span className="text-xs text-ink-3">tier {component.tier}</span>
              </div>
              <Mention name="Candidate" bundle={component.candidate} none="not set yet" />
              <Mention name="Baseline" bundle={component.baseline} none="none: a first release" />
            </li>
          ))}
        </ul>
      </Section>
      <Section
        title="Roles"
        aside={
          <Link href={rights} prefetch={false} className="link">
            Who decides what
          </Link>
        }
      >
        <Facts>
          {release.roles.map(({ role, people }) => (
            <Fact key={role} name={roleWords(role)}>
              <People people={people} max={4} />
            </Fact>
          ))}
        </Facts>
      </Section>
      {acts}
    </div>
  );
}

function Mention({
  name,
  bundle,
  none,
}: {
  name: string;
  bundle: BundleMention | null;
  none: string;
}): ReactElement {
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      <span className="w-18 text-ink-3">{name}</span>
      {bundle === null ? (
        <span className="text-ink-3">{none}</span>
      ) : (
        <>
          {bundle.version !== null && <span className="wrap-anywhere">{bundle.version}</span>}
          <Digest value={bundle.digest} />
        </>
      )}
    </p>
  );
}
