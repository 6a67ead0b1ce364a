import type { z } from "zod";
import type { PersonActor } from "@/lib/identity/actor";
import { hasScope } from "@/lib/identity/scopes";
import { type Command, parseInput } from "./command";
import type { Tx } from "./db";
import { AppError } from "./errors";
import { record } from "./record";

interface PreferenceSpec<Schema extends z.ZodType, Value> {
  name: string;
  input: Schema;
  /** Scope that a token needs. */
  scope: string;
  run: (step: { tx: Tx; input: z.output<Schema>; person: PersonActor; now: Date }) => Promise<Value>;
}

/** How a person arranges what they look at: called as a command is, but no decision, so it leaves no entry in the ledger that all read. */
export function preference<Schema extends z.ZodType, Value>(
  spec: PreferenceSpec<Schema, Value>,
): Command<Schema, Value> {
  return {
    name: spec.name,
    input: spec.input,
    execute: async (kernel, raw, { actor: caller }) => {
      if (caller === null) throw new AppError("not-signed-in", "Sign in, or send a token.");
      if (caller.kind !== "person")
        throw new AppError("people-only", "Only people arrange what they look at.");
      const input = parseInput(spec.input, raw);
      if (!hasScope(caller, spec.scope))
        throw new AppError("scope-missing", `The token needs the scope ${spec.scope}.`, {
          rule: `scope ${spec.scope}`,
        });
      return record(kernel, "preference", async (tx, now) => {
        const person = await kernel.refreshActor(tx, caller, now);
        if (person?.kind !== "person")
          throw new AppError("not-signed-in", "This sign-in or token is no longer valid.");
        const value = await spec.run({ tx, input, person, now });
        await kernel.probe?.("before-commit", spec.name);
        return value;
      });
    },
  };
}
