import { isMap, isSeq, parseDocument } from "yaml";

const measured: readonly unknown[] = ["drill", "soak", "criterion"];

/** A shipped template as it was before drills, soaks and criteria were asked for: what the sample workspace's releases began with. */
export function firstVersionOf(source: string): string {
  const document = parseDocument(source);
  const description = document.get("description");
  if (typeof description === "string")
    document.set("description", description.replace(/\n*\*\*What is measured\.\*\*[^*]*$/, "\n"));
  document.set("criteria", document.createNode([]));
  document.setIn(["rollbackPlan", "stable", "criteria"], document.createNode([]));
  const stages = document.get("stages");
  for (const stage of isSeq(stages) ? stages.items : []) {
    const gates = isMap(stage) ? stage.get("gates") : null;
    for (const gate of isSeq(gates) ? gates.items : []) {
      const requirements = isMap(gate) ? gate.get("requirements") : null;
      if (isSeq(requirements))
        requirements.items = requirements.items.filter(
          (each) => !isMap(each) || !measured.includes(each.get("kind")),
        );
    }
  }
  return document.toString({ lineWidth: 120 });
}
