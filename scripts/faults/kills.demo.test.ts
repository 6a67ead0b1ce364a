import { expect, it } from "vitest";
import { killCampaign } from "./kills";

// The short form of `npm run test:faults`, which takes many minutes: each part is killed once.
it("loses nothing that was acknowledged and does nothing twice when any part is killed under load", async () => {
  const { kills, clients, faults } = await killCampaign({ seed: 20_261_125, kills: 5, clients: 8 });
  expect(faults).toEqual([]);
  expect(kills.map(({ victim }) => victim).sort()).toEqual(
    ["connection", "database", "supervisor", "web", "worker"].sort(),
  );
  expect(clients.sent.some(({ outcome, tries }) => outcome === "acknowledged" && tries > 1)).toBe(true);
}, 480_000);
