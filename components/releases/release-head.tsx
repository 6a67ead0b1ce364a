"use client";

import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { releaseSayings } from "@/components/gates/status";
import { UnderWay } from "@/components/rollbacks/under-way";
import { OrganisationHeld } from "@/components/rollouts/organisation-hold";
import { Badge } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import { Track, type TrackStep } from "@/components/ui/track";
import type { ReleaseView } from "@/lib/releases/page-model";

/** What the head shows of a release, and no more: it is sent to be drawn. */
interface Shown extends Pick<
  ReleaseView,
  "slug" | "title" | "state" | "restricted" | "holds" | "freezes" | "underWay"
> {
  steps: TrackStep[];
  /** How much is owed since the glass was broken, and how much of all that is owed is overdue. */
  owed: { glass: number; overdue: number };
}

function Frozen({
  freeze: { title, component, until, reason, setBy, override },
  reader,
}: {
  freeze: Shown["freezes"][number];
  reader: Reader;
}): ReactElement {
  const end = <Time at={until} reader={reader} />;
  if (override !== null)
    return (
      <Notice
        title={
          <>
            May pass the freeze “{title}”, which lasts until {end}
          </>
        }
      >
        {override.by.name}: “{override.reason}”
      </Notice>
    );
  return (
    <Notice tone="aged" shape="pause" title={<>Frozen until {end}: nothing advances but by an override</>}>
      “{title}”, {component === null ? "of every release" : `of what moves ${component}`}, set by {setBy.name}
      : “{reason}”
    </Notice>
  );
}

/** What every tab of a release begins with: what it is, where it stands, what holds it. */
export function ReleaseHead({
  release,
  page = release.slug,
  reader,
  primary,
  live,
}: {
  release: Shown;
  /** What stands in the addresses of its pages; its slug, unless they are of a past moment. */
  page?: string;
  reader: Reader;
  primary: ReactNode;
  live: ReactNode;
}): ReactElement {
  const saying = releaseSayings[release.state];
  const keeping = release.freezes.filter(({ override }) => override === null);
  return (
    <header className="flex flex-col gap-3 pb-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-80">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-[-0.012em] wrap-anywhere">
              {release.title}
            </h1>
            <Badge tone={saying.tone} shape={saying.shape}>
              {saying.word}
            </Badge>
            {release.holds.length > 0 && (
              <Badge tone="aged" shape="pause">
                On hold
              </Badge>
            )}
            {keeping.length > 0 && (
              <Badge tone="aged" shape="pause">
                Frozen
              </Badge>
            )}
            {release.owed.glass > 0 && (
              <Badge tone="stop" shape="triangle" title="What follows from a broken glass is not done yet">
                Glass broken
              </Badge>
            )}
            {release.owed.overdue > 0 && (
              <Badge tone="stop" shape="triangle">
                {release.owed.overdue === 1
                  ? "Obligation overdue"
                  : `${release.owed.overdue} obligations overdue`}
              </Badge>
            )}
            {release.restricted && <Badge title="Only named people and teams see it">Restricted</Badge>}
          </div>
          <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-3">
            <span className="wrap-anywhere">{release.slug}</span>
            {live}
          </p>
        </div>
        {primary}
      </div>
      {release.underWay !== null && <UnderWay slug={page} of={release.underWay} />}
      {release.holds.map((hold) =>
        hold.isOrganisation ? (
          <OrganisationHeld
            key={hold.id}
            hold={{ ...hold, by: hold.by?.name ?? "Countersign" }}
            reader={reader}
          />
        ) : (
          <Notice
            key={hold.id}
            tone="aged"
            shape="pause"
            title={
              hold.component === null ? (
                "On hold: nothing advances until it is lifted"
              ) : (
                <>
                  <Link
                    href={`/components/${hold.component}`}
                    prefetch={false}
                    className="link wrap-anywhere"
                  >
                    {hold.component}
                  </Link>{" "}
                  is paused: nothing advances until it is resumed
                </>
              )
            }
          >
            {hold.by?.name ?? "Countersign"}, <Time at={Date.parse(hold.at)} reader={reader} />: “
            {hold.reason}”
          </Notice>
        ),
      )}
      {release.freezes.map((freeze) => (
        <Frozen key={`${freeze.id}-${freeze.from}`} freeze={freeze} reader={reader} />
      ))}
      <Track label="Stages" steps={release.steps} />
    </header>
  );
}
