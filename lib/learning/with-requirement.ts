import { isMap, isSeq, parseDocument } from "yaml";
import { fieldError } from "@/lib/platform/errors";
import type { NewRequirement } from "./schemas";

/** A template's YAML with a requirement more at the end of a gate; all else, comments among it, stays as it is written. */
export function withRequirement(source: string, { gate, role, check, ...common }: NewRequirement): string {
  if ((role === undefined) === (check === undefined))
    throw fieldError(
      "/requirement/role",
      "Say who signs it, or which check reports it.",
      "a role or a check",
    );
  const document = parseDocument(source);
  const stages = document.get("stages");
  const all = isSeq(stages) ? stages.items.filter((stage) => isMap(stage)) : [];
  const gates = all.flatMap((stage) => {
    const own = stage.get("gates");
    return isSeq(own) ? own.items.filter((each) => isMap(each)) : [];
  });
  const place = gates.find((each) => each.get("key") === gate);
  if (place === undefined)
    throw fieldError("/requirement/gate", `The template has no gate ${gate}.`, "the key of a gate");
  const requirement =
    check === undefined
      ? { ...common, kind: "item", slots: [{ roles: [role], count: 1 }] }
      : { ...common, kind: "check", check };
  const requirements = place.get("requirements");
  const node = document.createNode(requirement);
  if (isSeq(requirements)) requirements.add(node);
  else place.set("requirements", document.createNode([requirement]));
  return document.toString({ lineWidth: 0 });
}
