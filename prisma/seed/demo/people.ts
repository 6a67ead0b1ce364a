import type { AccessLevelName } from "@/lib/identity/actor";

export interface SamplePerson {
  key: string;
  name: string;
  access: AccessLevelName;
  team: string | null;
  lead: boolean;
  roles: string[];
}

const person = (
  key: string,
  name: string,
  team: string | null,
  roles: string[],
  more: { lead?: boolean; access?: AccessLevelName } = {},
): SamplePerson => ({
  key,
  name,
  team,
  roles,
  lead: more.lead === true,
  access: more.access ?? "member",
});

/** The sample workspace's people: two for each role where a decision must not hang on one of them; Ada set it up and wears three hats. */
export const people: SamplePerson[] = [
  person("mira", "Mira Lindqvist", "releases", ["release-champion"], { lead: true }),
  person("jonas", "Jonas Weber", "releases", ["release-champion"]),
  person("tomas", "Tomás Rivera", "speech", ["technical-lead"], { lead: true }),
  person("yuki", "Yuki Tanaka", "ranking", ["technical-lead"], { lead: true }),
  person("priya", "Priya Raman", "speech", ["data-engineering"]),
  person("daniel", "Daniel Osei", "ranking", ["data-engineering"]),
  person("lena", "Lena Hoffmann", "product", ["product"], { lead: true }),
  person("marcus", "Marcus Bell", "product", ["product"]),
  person("sofia", "Sofia Marchetti", "operations", ["platform"]),
  person("noor", "Noor van den Berg", "operations", ["platform"]),
  person("viktor", "Viktor Novák", "security", ["security"], { lead: true }),
  person("ines", "Inês Duarte", "security", ["security"]),
  person("grace", "Grace Mwangi", "compliance", ["compliance"], { lead: true }),
  person("ada", "Ada Okafor", "compliance", ["compliance", "platform", "release-champion"], {
    access: "admin",
  }),
  person("amir", "Amir Haddad", "support", ["support"], { lead: true }),
  person("elif", "Elif Yıldız", "support", ["support"]),
  person("chloe", "Chloé Martin", "operations", ["on-call"], { lead: true }),
  person("ben", "Ben Fischer", "operations", ["on-call"]),
  person("nora", "Nora Quinn", null, [], { access: "auditor" }),
];

export const teams: Record<string, string> = {
  releases: "Release management",
  speech: "Speech",
  ranking: "Search and ranking",
  product: "Product",
  operations: "Operations",
  security: "Security",
  compliance: "Compliance",
  support: "Customer support",
};

export const roles: Record<string, string> = {
  "release-champion": "Release champion",
  "technical-lead": "Technical lead",
  "data-engineering": "Data engineering",
  product: "Product",
  platform: "Platform",
  security: "Security",
  compliance: "Compliance",
  support: "Support",
  "on-call": "On-call",
};

export const emailOf = (key: string): string => `${key}@example.org`;
export const keyOf = (email: string): string => email.replace(/@.*$/, "");

/** Keys of the people in a role's pool. */
export function inPool(role: string): string[] {
  return people.filter((each) => each.roles.includes(role)).map(({ key }) => key);
}
