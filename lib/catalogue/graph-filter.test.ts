import { expect, it } from "vitest";
import { drawnFor, matching } from "./graph-filter";
import type { GraphComponent } from "./schemas";

function component(key: string, more: Partial<GraphComponent> = {}): GraphComponent {
  return {
    key,
    title: `Title of ${key}`,
    kind: "model",
    tier: 2,
    owner: "speech",
    dependsOn: [],
    live: null,
    isPaused: false,
    releases: [],
    ...more,
  };
}

const graph = [
  component("app", { owner: "web", dependsOn: ["gateway"] }),
  component("billing", { tier: 1, isPaused: true }),
  component("gateway", { dependsOn: ["vad"] }),
  component("vad", { live: "sha256:1" }),
];

it("keeps what a filter names, by all that it names", () => {
  const keys = (filter: Parameters<typeof matching>[1]) => matching(graph, filter).map(({ key }) => key);
  expect(keys({})).toEqual(["app", "billing", "gateway", "vad"]);
  expect(keys({ team: "web" })).toEqual(["app"]);
  expect(keys({ tier: 1, state: "paused" })).toEqual(["billing"]);
  expect(keys({ state: "not-live", q: "GATE" })).toEqual(["gateway"]);
  expect(keys({ state: "in-flight" })).toEqual([]);
});

it("draws what was asked for with what it is connected with, and leaves alone what is connected with nothing", () => {
  const { shown, quiet, alone } = drawnFor(graph, graph);
  expect(shown.map(({ key }) => key)).toEqual(["app", "gateway", "vad"]);
  expect([...quiet]).toEqual([]);
  expect(alone.map(({ key }) => key)).toEqual(["billing"]);
});

it("says what is shown only because it is connected", () => {
  const { shown, quiet, alone } = drawnFor(graph, matching(graph, { team: "web" }));
  expect(shown.map(({ key }) => key)).toEqual(["app", "gateway"]);
  expect([...quiet]).toEqual(["gateway"]);
  expect(alone).toEqual([]);
  expect(drawnFor(graph, matching(graph, { tier: 1 })).alone.map(({ key }) => key)).toEqual(["billing"]);
});
