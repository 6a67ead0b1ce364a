import { expect, it } from "vitest";

import { changedRoles } from "./changed-roles";

it("only the roles whose people differ are assigned anew, and emptied ones are among them", () => {
  expect(
    changedRoles([
      ["was:security", "team:guards"],
      ["role:security", "team:guards"],
      ["was:product", "a@example.org b@example.org"],
      ["role:product", "b@example.org"],
      ["was:support", "a@example.org"],
      ["was:legal", ""],
      ["role:on-call", "never@shown.example"],
    ]),
  ).toEqual({ product: ["b@example.org"], support: [] });
});
