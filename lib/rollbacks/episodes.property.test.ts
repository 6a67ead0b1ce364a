import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verdicts } from "@/lib/metrics/model";
import { consequenceOf, episodeAct, type EpisodeFacts, type OpenEpisode } from "./episodes";

const severity = fc.constantFrom("rollback", "hold", "warn" as const);
const episode = fc.record({
  kind: fc.constantFrom("breach", "withheld"),
  blames: fc.constantFrom("candidate", "baseline"),
  until: fc.option(fc.integer({ min: 0, max: 20 })),
  rollback: fc.option(fc.constantFrom("open", "declined", "cancelled")),
}) as fc.Arbitrary<OpenEpisode>;
const facts = fc.record({
  severity,
  shadow: fc.boolean(),
  verdict: fc.option(fc.constantFrom(...verdicts)),
  isFresh: fc.boolean(),
  episode: fc.option(episode),
  canGoBack: fc.boolean(),
}) as fc.Arbitrary<EpisodeFacts>;

describe("what follows from a verdict", () => {
  it("is one episode for one breach, whatever the criterion says while it is open", () => {
    fc.assert(
      fc.property(facts, (each) => {
        const act = episodeAct(each, 10);
        if (act?.act === "open") {
          expect(each.episode).toBeNull();
          expect(each.shadow).toBe(false);
          expect(act.kind).toBe(each.verdict);
        }
        if (act?.act === "recover") expect(each.episode?.kind).toBe("withheld");
        // Only people end a breach.
        if (each.episode?.kind === "breach") expect(act?.act ?? "propose").toBe("propose");
      }),
    );
  });

  it("is nothing anew of what a person declined until its time, or cancelled", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 20 }), (each, now) => {
        const act = episodeAct(each, now);
        if (act?.act !== "propose") return;
        expect(each.canGoBack && each.severity === "rollback" && each.episode?.blames === "candidate").toBe(
          true,
        );
        expect(
          each.episode?.rollback === null ||
            (each.episode?.rollback === "declined" && (each.episode.until ?? 0) <= now),
        ).toBe(true);
      }),
    );
  });

  it("opens on every breach that is not in shadow, and on missing data only where that is of now and more than a word is at stake", () => {
    fc.assert(
      fc.property(facts, (each) => {
        const given = { ...each, episode: null };
        const act = episodeAct(given, 10);
        const isDue =
          !given.shadow &&
          (given.verdict === "breach" ||
            (given.verdict === "withheld" && given.isFresh && given.severity !== "warn"));
        expect(act !== null).toBe(isDue);
      }),
    );
  });

  it("goes back only for the candidate's own breach, and never for what only warns", () => {
    const asked = fc.record({
      kind: fc.constantFrom("breach", "withheld" as const),
      severity,
      blames: fc.constantFrom("candidate", "baseline" as const),
    }) as fc.Arbitrary<Parameters<typeof consequenceOf>[0]>;
    fc.assert(
      fc.property(asked, (each) => {
        const isOwn = each.kind === "breach" && each.severity === "rollback" && each.blames === "candidate";
        expect(consequenceOf(each) === "rollback").toBe(isOwn);
        expect(consequenceOf(each) === "notice").toBe(each.severity === "warn");
      }),
    );
  });
});
