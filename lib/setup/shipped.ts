import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RightsRow } from "@/lib/policy/model";
import { parseRights } from "@/lib/policy/rights-schema";
import { parseTemplate, type ReadTemplate } from "@/lib/releases/template-parse";

// Every process of the product runs in the folder of its sources.
const fileOf = (...names: string[]) => join(/* turbopackIgnore: true */ process.cwd(), ...names);
const templatesFolder = () => fileOf("prisma", "seed", "templates");

/** The table of rights that set-up offers, for the roles there are: what no role is left for stays nobody's. */
export async function readDefaultRights(roles: readonly string[]): Promise<RightsRow[]> {
  const checked = parseRights(await readFile(fileOf("lib", "setup", "default-rights.yaml"), "utf8"), "yaml");
  if (!checked.ok) throw new Error("the shipped table of rights cannot be read");
  return checked.value.rights.flatMap((row) => {
    const slots = row.slots.map((slot) => ({
      ...slot,
      roles: slot.roles.filter((role) => roles.includes(role)),
    }));
    return slots.every((slot) => slot.roles.length > 0) ? [{ ...row, slots }] : [];
  });
}

export interface ShippedTemplate {
  /** The name of its file without the ending. */
  name: string;
  source: string;
  read: ReadTemplate;
}

/** The templates that ship, whichever there are. */
export async function readShippedTemplates(
  organisationRights: readonly RightsRow[],
): Promise<ShippedTemplate[]> {
  const files = (await readdir(templatesFolder())).filter((file) => file.endsWith(".yaml")).sort();
  const all = await Promise.all(
    files.map(async (file) => {
      const source = await readFile(join(templatesFolder(), file), "utf8");
      const parsed = parseTemplate(source, "application/yaml", { organisationRights });
      return parsed.ok ? [{ name: file.replace(/\.yaml$/, ""), source, read: parsed.value }] : [];
    }),
  );
  return all.flat();
}
