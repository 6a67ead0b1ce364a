import Link from "next/link";
import type { ReactElement } from "react";
import { DependencyDrawing } from "./dependency-drawing";
import { ActSheet } from "@/components/policy/act-sheet";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import { among } from "@/lib/catalogue/neighbourhood";
import type { BlastRadius, ComponentDetail, GraphComponent, ReleaseInFlight } from "@/lib/catalogue/schemas";
import type { Ability } from "@/lib/policy/ability";

/** In a sheet: more boxes than these are better read as a list. */
const mostDrawn = 40;

/** Says that a component is paused, by whom and why, with the way on. */
export function ComponentPaused({
  component,
  paused,
  ability,
  act,
  reader,
}: {
  component: string;
  paused: NonNullable<ComponentDetail["paused"]>;
  ability: Ability;
  act: Act;
  reader: Reader;
}): ReactElement {
  return (
    <Notice tone="aged" shape="pause" title="Paused: no release on it advances, and no exposure grows">
      <p className="wrap-anywhere">
        {paused.by}, <Time at={Date.parse(paused.at)} reader={reader} />: “{paused.reason}”
      </p>
      <div className="pt-2">
        <ActSheet
          id="resume-component"
          label="Resume"
          name={`Resume ${component}`}
          look="primary"
          ability={ability}
          act={act}
          hidden={{ key: component }}
          hint="What was found, and why its releases can go on. Each stays stopped by what else stops it; soaks begin anew."
        />
      </div>
    </Notice>
  );
}

/** Pausing a component, with what that stops shown before. */
export function PauseComponent({
  component,
  radius,
  graph,
  ability,
  act,
}: {
  component: string;
  radius: BlastRadius;
  graph: readonly GraphComponent[];
  ability: Ability;
  act: Act;
}): ReactElement {
  return (
    <ActSheet
      id="pause-component"
      label="Pause"
      name={`Pause ${component}`}
      opens="danger"
      size="md"
      align="end"
      ability={ability}
      act={act}
      hidden={{ key: component }}
      hint="What is wrong; everybody reads it on the releases that it stops."
    >
      <Radius component={component} radius={radius} graph={graph} />
    </ActSheet>
  );
}

function Radius({
  component,
  radius: { releases, dependents },
  graph,
}: {
  component: string;
  radius: BlastRadius;
  graph: readonly GraphComponent[];
}): ReactElement {
  const touched = new Set(dependents.map(({ key }) => key));
  const all = new Set([component, ...touched]);
  const own = among(all, new Map(graph.map(({ key, dependsOn }) => [key, dependsOn])));
  const drawn = graph.flatMap((each) => {
    const dependsOn = own.get(each.key);
    return dependsOn === undefined ? [] : [{ ...each, dependsOn }];
  });
  return (
    <div className="flex flex-col gap-3 text-sm">
      <div>
        <p className="font-medium">
          {releases.length === 0
            ? "No release that you can see is in flight on it."
            : `Stops ${releases.length} ${releases.length === 1 ? "release" : "releases"} in flight:`}
        </p>
        <InFlight releases={releases} />
        <p className="pt-1 text-ink-2">
          Nothing of them advances and no exposure grows. What is exposed stays so: rolling back, lowering and
          signing go on.
        </p>
      </div>
      {dependents.length > 0 && (
        <div>
          <p className="font-medium">Depends on it, and is not stopped:</p>
          {drawn.length <= mostDrawn && (
            <div className="my-2 rounded-md border border-line">
              <DependencyDrawing
                label="What is built on it, drawn"
                components={drawn}
                middle={component}
                touched={touched}
              />
            </div>
          )}
          <ul className="list-disc pl-5">
            {dependents.map(({ key, title, through, releases: own }) => (
              <li key={key} className="wrap-anywhere">
                {title} <span className="text-ink-3">by {through}</span>
                <InFlight releases={own} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function InFlight({ releases }: { releases: readonly ReleaseInFlight[] }): ReactElement | null {
  if (releases.length === 0) return null;
  return (
    <ul className="list-disc pl-5">
      {releases.map(({ slug, title, state, stage, exposurePercent }) => (
        <li key={slug} className="wrap-anywhere">
          <Link href={`/releases/${slug}`} prefetch={false} className="link">
            {title}
          </Link>{" "}
          <span className="text-ink-3">
            {state === "draft" ? "draft" : stage}
            {exposurePercent > 0 && `, up to ${exposurePercent} % exposed`}
          </span>
        </li>
      ))}
    </ul>
  );
}
