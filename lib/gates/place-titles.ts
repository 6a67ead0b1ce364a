import type { AskedPlace } from "./asked-on-release";
import type { Stage } from "./model";

/** A place in a release's gates with its titles, as pages and the API name it. */
export function placeIn(stages: readonly Stage[], { gate: key, requirement: requirementKey }: AskedPlace) {
  const gate = stages.flatMap(({ gates }) => gates).find((each) => each.key === key);
  const requirement = gate?.requirements.find((each) => each.key === requirementKey);
  return {
    gate: key,
    gateTitle: gate?.title ?? key,
    requirement: requirementKey,
    title: requirementKey === null ? "Approval of the gate" : (requirement?.title ?? requirementKey),
  };
}
