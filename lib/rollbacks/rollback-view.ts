import type { Ability } from "@/lib/policy/ability";
import type { RollbackAnswer } from "./rollback-answers";

/** What a reader may do in the room; the same functions refuse the commands. */
export interface RollbackAbilities {
  authorise: Ability;
  decline: Ability;
  cancel: Ability;
  endorse: Ability;
  execute: Ability;
  takeOver: Ability;
  update: Ability;
  acknowledge: Ability;
}

/** Asking to have what is gone back to fetched anew: by right, and what stands against it whoever asks. */
export interface VerifyAct {
  ability: Ability;
  fault: string | null;
}

/** The one thing that the room asks of its reader, or of somebody else; null: nothing waits for people. */
export type PrimaryAct =
  | { act: "authorise" }
  | { act: "endorse" }
  | { act: "report"; step: string; about: "carried-out" | "effect" }
  | { act: "retry"; step: string };

/** A rollback as its room shows it to one reader. */
export interface RollbackView extends RollbackAnswer {
  abilities: RollbackAbilities;
  primary: PrimaryAct | null;
  /** Having what is gone back to fetched anew. */
  verify: VerifyAct;
  /** Whether what is posted stands on the status page unless somebody says otherwise; null: it cannot, in a drill. */
  publicUnlessTold: boolean | null;
  /** What the reader can do by breaking the glass alone, who may and needs to; null: they may not, need not, or have. */
  glass: { to: "authorise" | "carry-out"; reviewWithinMs: number } | null;
  /** Whether the reader acts on its steps by the glass that they have broken. */
  isThroughGlass: boolean;
}

/** What is asked first: to decide, to say what only a person can, to mend what failed, to endorse. */
export function primaryActOf({ state, steps }: Pick<RollbackAnswer, "state" | "steps">): PrimaryAct | null {
  switch (state) {
    case "proposed":
      return { act: "authorise" };
    case "stable":
      return { act: "endorse" };
    case "executing":
    case "failed": {
      const failed = steps.find((step) => step.state === "failed");
      if (failed !== undefined) return { act: "retry", step: failed.key };
      const said = steps.find(({ report }) => report !== null);
      return said === undefined || said.report === null
        ? null
        : { act: "report", step: said.key, about: said.report };
    }
    case "authorised":
    case "validating":
    case "endorsed":
    case "declined":
    case "cancelled":
      return null;
  }
}
