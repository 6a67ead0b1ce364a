import type { Ability } from "@/lib/policy/ability";
import type { Party } from "@/lib/policy/model";
import type { Quorum } from "./staffing";
import type { Eligible } from "./suggest-roles";

export interface TemplateChoice {
  key: string;
  title: string;
  /** Newest first. */
  versions: number[];
}

export interface BundleChoice {
  digest: string;
  version: string;
  registeredAt: string;
}

export interface ComponentChoice {
  key: string;
  title: string;
  kind: string;
  tier: number;
  owner: string;
  /** Ids of the owning team's members. */
  owners: string[];
  live: { digest: string; version: string | null } | null;
  /** The latest that are registered. */
  bundles: BundleChoice[];
}

export interface RolePool {
  role: string;
  title: string;
  /** Whether something of the template asks for it. */
  isNeeded: boolean;
  eligible: (Eligible & { title: string })[];
}

/** The template that a new release would begin from. */
export interface ChosenTemplate {
  key: string;
  version: number;
  title: string;
  description: string | null;
  stages: { key: string; title: string; gates: { key: string; title: string; objective: string }[] }[];
  quorums: Quorum[];
  roles: RolePool[];
}

/** What the page for a new release offers. */
export interface NewRelease {
  /** A table of rights is in force and a role has a pool. */
  isSetUp: boolean;
  mayCreate: Ability;
  templates: TemplateChoice[];
  template: ChosenTemplate | null;
  components: ComponentChoice[];
  /** Who can be the champion. */
  champions: Party[];
  /** Names of everybody in a pool, by id. */
  names: Record<string, string>;
}

/** Names of the fields that stand for no text of the document. */
export const fieldNames = {
  components: "components",
  candidate: (component: string) => `candidate:${component}`,
  role: (role: string) => `role:${role}`,
  restricted: "restricted",
  restrictedTo: "restrictedTo",
} as const;
