import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Templates that come with the product, to begin from. */
export const shippedTemplates = [
  {
    key: "model-release",
    title: "Model release",
    about: "Evaluated, canaried, watched: for a model that users meet.",
  },
  {
    key: "data-pipeline-change",
    title: "Data pipeline change",
    about: "Agreed with its readers, run beside the old one, switched consumer by consumer.",
  },
  {
    key: "emergency-fix",
    title: "Emergency fix",
    about: "Few gates and two people now; what was left out is owed within days.",
  },
] as const;

/** The YAML of a template that ships; null where there is none of that key. */
export async function readShippedTemplate(key: string): Promise<string | null> {
  const found = shippedTemplates.find((one) => one.key === key);
  if (found === undefined) return null;
  return readFile(join(process.cwd(), "prisma/seed/templates", `${found.key}.yaml`), "utf8");
}
