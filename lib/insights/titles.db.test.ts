import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { healthTitles } from "./title-queries";
import { partTitle, requirementTitle } from "./titles";

let world: World;
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
});
afterAll(() => world.close());

it("names what figures are about as the template does, and what has no title by its key", async () => {
  const titles = await healthTitles(world.kernel.db.prisma, { templates: ["sample"], components: [] });
  expect(partTitle(titles, "sample/ready-to-go")).toBe("Ready to go");
  expect(requirementTitle(titles, "sample/ready-to-go", "reviewed")).toBe("Reviewed");
  expect(requirementTitle(titles, "sample/informed", "told")).toBe("told");
  expect(requirementTitle(titles, "sample/ready-to-go", "gone")).toBe("gone");
  expect(partTitle(titles, "another/gone")).toBe("gone");
});
