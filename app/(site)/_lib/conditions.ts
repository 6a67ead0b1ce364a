import type { z } from "zod";
import type { Condition } from "@/lib/gates/schemas";

const beforeNext = "next";

/** Conditions that a form asks for: rows of fields that stand side by side. */
export function conditionsIn(form: FormData): z.input<typeof Condition>[] {
  const column = (name: string) => form.getAll(`condition-${name}`).map(String);
  const [owners, dues, before] = [column("owner"), column("due"), column("before")];
  return column("text").map((text, row) => {
    const stage = before[row] ?? beforeNext;
    return {
      text,
      owner: owners[row] ?? "",
      due: dues[row] ?? "",
      ...(stage !== beforeNext && { beforeStage: /^stage:(.+)$/.exec(stage)?.[1] ?? null }),
    };
  });
}
