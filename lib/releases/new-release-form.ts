import { documentOfFields } from "@/lib/platform/form-fields";
import { championRole } from "./model";
import { fieldNames } from "./new-release-model";

export interface NewReleaseFields {
  /** As `CreateRelease` takes it; the command's schema judges it. */
  input: Record<string, unknown>;
  /** Name of the field that a fault's path means. */
  fieldOf: (path: string) => string;
}

/** What the form for a new release says, as a command's input. Fields are named by where their value goes; see `fieldNames`. */
export function readNewReleaseForm(entries: readonly (readonly [string, string])[]): NewReleaseFields {
  const all = (name: string): string[] =>
    entries.flatMap(([field, value]) => (field === name ? [value] : []));
  const given = (name: string): string | undefined =>
    all(name)
      .find((value) => value.trim() !== "")
      ?.trim();
  const { document, fieldOf } = documentOfFields(entries);
  const keys = all(fieldNames.components);
  const roles = [...new Set(entries.map(([name]) => name))].flatMap((name) => {
    const role = roleOfField(name);
    return role === null || role === championRole ? [] : [[role, all(name)] as const];
  });
  const restrictedTo = (given(fieldNames.restrictedTo) ?? "").split(/[\s,;]+/).filter((name) => name !== "");
  const version = given("/template/version");
  const input: Record<string, unknown> = {
    ...document,
    template: {
      key: given("/template/key"),
      ...(version !== undefined && { version: Number(version) }),
    },
    components: keys.map((key) => ({ key, to: given(fieldNames.candidate(key)) ?? null })),
    roles: Object.fromEntries(roles),
    ...(given(fieldNames.restricted) !== undefined && { restrictedTo }),
  };
  return {
    input,
    fieldOf: (path) => {
      const [, first = "", second = "", third = ""] = path.split("/");
      if (first === "components") {
        const key = keys[Number(second)];
        return key !== undefined && third === "to" ? fieldNames.candidate(key) : fieldNames.components;
      }
      if (first === "roles") return fieldNames.role(second);
      return first === fieldNames.restrictedTo ? first : fieldOf(path);
    },
  };
}

function roleOfField(name: string): string | null {
  return name.startsWith("role:") ? name.slice("role:".length) : null;
}
