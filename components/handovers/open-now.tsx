import type { ReactElement } from "react";
import { RunningClock } from "@/components/rollbacks/countdown";
import { Mark } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { HandOverAnswer } from "@/lib/handovers/schemas";
import { decisionWords } from "@/lib/policy/decision-words";
import { roleWords } from "@/lib/policy/role-words";
import { Line } from "./line";

interface Props {
  brief: HandOverAnswer;
  reader: Reader;
}

/** What is under way and open, what is most urgent first. */
export function OpenNow({ brief, reader }: Props): ReactElement {
  const { rollbacks, breaches, holds, decisions } = brief;
  const count = rollbacks.length + breaches.length + holds.length + decisions.length;
  return (
    <Section title="Open now" aside={count === 0 ? "nothing" : String(count)} flush>
      {count === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          No rollback, drill, breach, hold or proposal on the releases that you can see.
        </p>
      )}
      <ul aria-label="Open now">
        {rollbacks.map((each) => (
          <Rollback key={each.id} rollback={each} reader={reader} />
        ))}
        {breaches.map(({ release, criterion, since }) => (
          <Line
            key={`${release.slug} ${criterion}`}
            href={`/releases/${release.slug}/criteria`}
            title={release.title}
          >
            <Mark tone="stop" shape="triangle">
              Breach of {criterion}
            </Mark>{" "}
            since <Time at={Date.parse(since)} reader={reader} />
          </Line>
        ))}
        {holds.map(({ release, component, reason, since }) => (
          <Line
            key={`${release?.slug ?? ""} ${component ?? ""} ${since}`}
            href={release === null ? "/calendar" : `/releases/${release.slug}`}
            title={release?.title ?? "The whole organisation"}
          >
            <Mark tone="aged" shape="pause">
              {component === null ? "On hold or paused" : `${component} is paused`}
            </Mark>{" "}
            since <Time at={Date.parse(since)} reader={reader} />: “{reason}”
          </Line>
        ))}
        {decisions.map(({ id, decision, release, expiresAt }) => (
          <Line key={id} href={`/releases/${release.slug}`} title={release.title}>
            <p className="flex flex-wrap items-center gap-x-1.5">
              <Mark tone="work" shape="half">
                {decisionWords(decision)}
              </Mark>
              <span>waits for more people</span>
            </p>
            <p className="text-xs">
              <RunningClock until={Date.parse(expiresAt)} reader={reader} ends="runs out" />
            </p>
          </Line>
        ))}
      </ul>
    </Section>
  );
}

/** On which the rota holds a role. */
export function Releases({ brief }: Pick<Props, "brief">): ReactElement {
  const { releases, rota } = brief;
  return (
    <Section title="Releases" aside={String(releases.length)} flush>
      {releases.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          The rota holds no role on a release in flight that you can see. Whoever assigns the roles of a
          release gives one to the rota with <code>{`rota:${rota.key}`}</code> in place of a person.
        </p>
      ) : (
        <ul aria-label="Releases">
          {releases.map(({ slug, title, roles, exposurePercent }) => (
            <Line key={slug} href={`/releases/${slug}`} title={title}>
              {exposurePercent === 0 ? "not exposed" : `up to ${exposurePercent} % exposed`} · as{" "}
              {roles.map(roleWords).join(", ")}
            </Line>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Rollback({
  rollback: { id, release, isDrill, severity, state, reason, since, decideBy },
  reader,
}: {
  rollback: HandOverAnswer["rollbacks"][number];
  reader: Reader;
}): ReactElement {
  return (
    <Line href={`/rollbacks/${id}`} title={release.title}>
      <Mark tone={isDrill ? "spared" : "stop"} shape={isDrill ? "diamond" : "back"}>
        {isDrill ? "Drill" : "Rollback"} ({severity}), {state}
      </Mark>{" "}
      since <Time at={Date.parse(since)} reader={reader} />: “{reason}”
      {decideBy !== null && (
        <p className="text-xs">
          <RunningClock until={Date.parse(decideBy)} reader={reader} ends="decide" />
        </p>
      )}
    </Line>
  );
}
