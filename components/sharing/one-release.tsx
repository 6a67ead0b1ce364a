import type { ReactElement } from "react";
import { Target } from "@/components/releases/target";
import { Mark } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Track, type TrackStep } from "@/components/ui/track";
import type { SharedStatus } from "@/lib/sharing/schemas";
import { healthSayings } from "./health-words";
import { isInFlight } from "./release-groups";

type Release = SharedStatus["releases"][number];

/** One release, as a link to it shows it. */
export function OneRelease({ release, today }: { release: Release; today: string }): ReactElement {
  const { health, stage, stages, exposurePercent, target, champion, components } = release;
  const { word, tone, shape } = healthSayings[health];
  return (
    <Section
      title="Where it is"
      aside={
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
      }
    >
      <Track label="Stages" steps={stages.map(stepOf)} />
      <Facts className="pt-4">
        <Fact name="Stage">{stage === null ? "none" : `${stage.title}, ${stage.number} of ${stage.of}`}</Fact>
        <Fact name="Exposure">{exposurePercent} % of users or traffic</Fact>
        <Fact name="Target">
          {target === null ? (
            "none set"
          ) : (
            <Target date={target} today={today} isInFlight={isInFlight(health)} />
          )}
        </Fact>
        {champion !== null && <Fact name="Champion">{champion}</Fact>}
        <Fact name={components.length === 1 ? "Component" : "Components"}>{components.join(", ")}</Fact>
      </Facts>
    </Section>
  );
}

const sayings = {
  passed: { word: "passed", tone: "good", shape: "check-stamp" },
  skipped: { word: "skipped", tone: "idle", shape: "skip" },
  current: { word: "here now", tone: "accent", shape: "play" },
  upcoming: { word: "upcoming", tone: "idle", shape: "dots" },
} as const;

function stepOf({ title, status }: Release["stages"][number], index: number): TrackStep {
  return {
    key: `${index}`,
    title,
    ...sayings[status],
    current: status === "current",
    done: status === "passed" || status === "skipped",
  };
}
