import { assignRoles } from "@/lib/releases/assign-roles";
import { createRelease } from "@/lib/releases/create-release";
import { setCandidate } from "@/lib/releases/set-candidate";
import { startRelease } from "@/lib/releases/start-release";
import type { Actor, AccessLevelName, PersonActor } from "@/lib/identity/actor";
import type { Call, Kernel } from "@/lib/platform/command";
import type { Decision, RightsRow } from "@/lib/policy/model";

/** What of a world a release is made with. */
export interface ReleaseMaker {
  kernel: Kernel;
  call: (actor: Actor) => Call;
  emailOf: (name: string) => string;
  person: (name: string, access?: AccessLevelName) => Promise<PersonActor>;
  actor: (name: string) => Promise<PersonActor>;
  role: (key: string, pool: string[]) => Promise<unknown>;
  rights: (rights: RightsRow[]) => Promise<unknown>;
  team: (key: string, members: { name: string; lead?: boolean }[]) => Promise<unknown>;
  component: (key: string, owner: string, by: string) => Promise<unknown>;
  bundle: (component: string, parts: Record<string, string>, by: string) => Promise<string>;
  template: (document: Record<string, unknown>, by: string) => Promise<unknown>;
}

export interface SampleRelease {
  slug: string;
  component: string;
  /** The candidate's digest. */
  candidate: string;
  gate: "ready-to-go";
  requirement: "reviewed";
  stage: "evaluate";
  next: "canary";
}

/** Who holds which role in the sample organisation. */
export const sampleRoles: Record<string, string[]> = {
  "release-champion": ["cora", "cy"],
  engineer: ["ed", "eve"],
  reviewer: ["rita", "rob"],
  security: ["sid"],
};
const others: [name: string, access: AccessLevelName][] = [
  ["ada", "admin"],
  ["ola", "auditor"],
  ["lea", "member"],
  ["mia", "member"],
];

const byChampion = (
  "release.start release.migrate release.cancel release.complete role.assign candidate.set plan.change criteria.change rollback-plan.change " +
  "stage.advance stage.skip stage.reopen hold.place hold.lift review.conclude"
).split(" ") as Decision[];
const bySecurity: Decision[] = [
  "gate.veto",
  "veto.lift",
  "needs-work.dismiss",
  "requirement.waive",
  "break-glass.review",
];
const byTable: Decision[] = [
  "release.create",
  "component.register",
  "component.pause",
  "component.resume",
  "template.publish",
  "rights.change",
  "escalation.change",
  "pool.change",
  "hold.place",
  "hold.lift",
  "freeze.set",
  "freeze.override",
];

const one = (decision: Decision, role: string, allowAuthor = false): RightsRow => ({
  decision,
  slots: [{ roles: [role], count: 1, ...(allowAuthor ? { allowAuthor } : {}) }],
});

/** A stage with one gate, an item of two slots, engineer and reviewer; then one whose gate asks engineers to acknowledge. */
export const sampleTemplate = {
  key: "sample",
  title: "Sample",
  roles: Object.keys(sampleRoles),
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [
        {
          key: "ready-to-go",
          title: "Ready to go",
          objective: "The candidate can go on.",
          requirements: [
            {
              key: "reviewed",
              kind: "item",
              title: "Reviewed",
              slots: [
                { roles: ["engineer"], count: 1, meaning: "I read the code" },
                { roles: ["reviewer"], count: 1, meaning: "I read the report" },
              ],
              dependsOn: ["model-weights"],
            },
          ],
        },
      ],
    },
    {
      key: "canary",
      title: "Canary",
      gates: [
        {
          key: "informed",
          title: "Informed",
          objective: "Those on duty know.",
          requirements: [
            { key: "told", kind: "acknowledgement", roles: ["engineer"], dependsOn: ["rollback-plan"] },
          ],
        },
      ],
    },
  ],
  rights: [
    ...byChampion.map((decision) => one(decision, "release-champion", true)),
    ...bySecurity.map((decision) => one(decision, "security")),
  ],
  breakGlass: { roles: ["engineer"], reviewWithin: "24h" },
};

/** The people, roles, table and template that sample releases are made from; ada is admin, ola auditor, lea leads the owning team, mia holds nothing. */
export async function sampleOrganisation(world: ReleaseMaker): Promise<void> {
  for (const name of new Set(Object.values(sampleRoles).flat())) await world.person(name);
  for (const [name, access] of others) await world.person(name, access);
  for (const [role, pool] of Object.entries(sampleRoles)) await world.role(role, pool);
  await world.rights(byTable.map((decision) => one(decision, "release-champion", true)));
  await world.team("owners", [{ name: "lea", lead: true }]);
  await world.template(sampleTemplate, "cora");
}

export interface ReleaseAsked {
  slug: string;
  /** Who sees it beside those who hold a role on it; absent: everybody. */
  restrictedTo?: string[];
  /** Roles and their holders; whoever is in a role's pool unless told. */
  roles?: Record<string, string[]>;
  /** Absent: started. */
  draft?: boolean;
  /** Key; the sample's unless told. */
  template?: string;
}

/** A release with roles and a candidate by lea, started by cora. */
export async function makeRelease(
  world: ReleaseMaker,
  { slug, restrictedTo, roles = sampleRoles, draft, template = sampleTemplate.key }: ReleaseAsked,
): Promise<SampleRelease> {
  const component = `m-${slug}`;
  const cora = world.call(await world.actor("cora"));
  const emails = (names: string[]) => names.map(world.emailOf);
  await world.component(component, "owners", "cora");
  const candidate = await world.bundle(component, { code: "c1", "model-weights": "w1" }, "lea");
  await createRelease.execute(
    world.kernel,
    {
      slug,
      title: `Release ${slug}`,
      template: { key: template },
      champion: world.emailOf("cora"),
      components: [{ key: component }],
      roles: Object.fromEntries(Object.entries(sampleRoles).map(([role, names]) => [role, emails(names)])),
      ...(restrictedTo === undefined ? {} : { restrictedTo: emails(restrictedTo) }),
    },
    cora,
  );
  if (draft !== true) await startRelease.execute(world.kernel, { release: slug }, cora);
  if (roles !== sampleRoles) {
    const held = Object.fromEntries(Object.entries(roles).map(([role, names]) => [role, emails(names)]));
    await assignRoles.execute(world.kernel, { release: slug, roles: held }, cora);
  }
  await setCandidate.execute(world.kernel, { release: slug, component, digest: candidate }, cora);
  return {
    slug,
    component,
    candidate,
    gate: "ready-to-go",
    requirement: "reviewed",
    stage: "evaluate",
    next: "canary",
  };
}
