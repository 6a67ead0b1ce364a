export const componentKinds = ["model", "data-pipeline", "feature-set", "service", "config"] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** What somebody says a component is. */
export interface ComponentRecord {
  title: string;
  kind: ComponentKind;
  /** 1 is the most important. */
  tier: number;
  /** Key of the owning team. */
  owner: string;
  dependsOn: string[];
}
