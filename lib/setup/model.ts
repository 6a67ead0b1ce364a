/** The steps of set-up in their order. */
export const setupSteps = ["first-admin", "organisation", "rights", "template", "done"] as const;
export type SetupStep = (typeof setupSteps)[number];

/** What there is, as far as set-up asks. */
export interface SetupFacts {
  people: number;
  roles: number;
  hasRights: boolean;
  templates: number;
}

/** The first step that is not done yet. */
export function stepOf({ people, roles, hasRights, templates }: SetupFacts): SetupStep {
  if (people === 0) return "first-admin";
  // Roles can be given anew later, by the rights; set-up asks for them only before.
  if (!hasRights) return roles === 0 ? "organisation" : "rights";
  return templates === 0 ? "template" : "done";
}

/** Whether set-up can be gone back to: until the table of rights is agreed everything before it can be changed. */
export function isOpen(step: SetupStep, facts: SetupFacts): boolean {
  if (step === "first-admin") return facts.people === 0;
  if (facts.people === 0) return false;
  switch (step) {
    case "organisation":
      return !facts.hasRights;
    case "rights":
      return !facts.hasRights && facts.roles > 0;
    case "template":
    case "done":
      return facts.hasRights;
  }
}
