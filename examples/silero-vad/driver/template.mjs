// This team's template: the shipped one, with what release/canary/template.yaml
// adds to it.

const rollbackGate = "rollback-agreed";

/**
 * @param {object} shipped document of the template model-release
 * @param {object} own release/canary/template.yaml
 * @param {{criteria: object[], rollbackPlan: object}} agreed what releases begin with
 */
export function deriveTemplate(shipped, { canary, production, drill, rights, ...own }, agreed) {
  const at = shipped.stages.findIndex(({ key }) => key === "canary");
  const stage = shipped.stages[at];
  const before = shipped.stages.slice(0, at).map((each) => ({
    ...each,
    gates: each.gates.map((gate) => (gate.key === rollbackGate ? withDrill(gate, drill) : gate)),
  }));
  const kept = stage.gates.filter(({ key }) => !canary.gates.some((gate) => gate.key === key));
  const last = shipped.stages.find(({ key }) => key === "production");
  const known = new Set(shipped.rights.map(({ decision }) => decision));
  return {
    ...shipped,
    ...own,
    ...agreed,
    stages: [
      ...before,
      { ...stage, ...canary, gates: [...kept, ...canary.gates] },
      { ...last, ...production },
    ],
    rights: [...shipped.rights, ...rights.filter(({ decision }) => !known.has(decision))],
  };
}

/** A later version of the shipped template may ask for a drill itself: then this one stands in its place. */
function withDrill(gate, drill) {
  const others = gate.requirements.filter(({ kind, key }) => kind !== "drill" && key !== drill.key);
  return { ...gate, requirements: [...others, drill] };
}
