import { describe, expect, it } from "vitest";
import { waitsOn } from "./wall-rules";

const party = (id: string) => ({ id, name: id.toUpperCase(), email: `${id}@example.org` });
const named = (id: string) => ({ name: id.toUpperCase(), email: `${id}@example.org` });
const blocker = (code: string, people: string[]) => ({
  gate: "gate",
  requirement: "one",
  code,
  message: "",
  canBeClearedBy: people.map(party),
});
const of = (
  blockers: ReturnType<typeof blocker>[],
  { status = "open", champion = "champ" }: { status?: "open" | "ready"; champion?: string | null } = {},
) => waitsOn({ status, champion: champion === null ? null : party(champion), summary: { blockers } });

describe("a release on the wall waits", () => {
  it("on whoever can clear what blocks it, each once", () => {
    expect(of([blocker("slots-open", ["a", "b"]), blocker("vetoed", ["b"])])).toEqual({
      people: [named("a"), named("b")],
      what: "decision",
    });
  });

  it("on a pipeline where a check is missing that nobody can clear, else on what time or another release brings", () => {
    expect(of([blocker("check-missing", [])]).what).toBe("pipeline");
    expect(of([blocker("dependency-open", [])]).what).toBe("other");
  });

  it("on its champion once it is ready, and on nobody where there is none or nothing blocks it yet", () => {
    expect(of([], { status: "ready" })).toEqual({ people: [named("champ")], what: "advance" });
    expect(of([], { status: "ready", champion: null })).toEqual({ people: [], what: "nobody" });
    expect(of([])).toEqual({ people: [], what: "nobody" });
  });
});
