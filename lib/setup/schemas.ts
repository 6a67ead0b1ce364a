import { z } from "zod";
import { Password } from "@/lib/identity/schemas";
import { fields } from "@/lib/platform/cross-checks";
import { Email, line } from "@/lib/platform/names";
import { setupSteps } from "./model";

export const MakeSetupCode = fields({
  id: z.uuid(),
  codeHash: z.string().length(64),
  /** Ends one that was made a moment ago, too. */
  replace: z.boolean(),
});

export const FirstAdmin = fields({
  code: z.string().min(1).max(100),
  name: line(120),
  email: Email,
  password: Password,
});

export const SetupAnswer = z.strictObject({
  step: z.enum(setupSteps).describe("The first step that is not done yet"),
  isFinished: z.boolean().describe("Whether releases can be created"),
});
