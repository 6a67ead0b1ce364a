import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import type { WallRelease } from "./wall-schemas";

type Judged = Pick<PortfolioRow, "status" | "champion"> & {
  summary: Pick<PortfolioRow["summary"], "blockers">;
};

/** On whom a release waits: those who can clear what blocks it, each once; else what is waited for. */
export function waitsOn({ status, champion, summary: { blockers } }: Judged): WallRelease["waitsOn"] {
  const people = new Map(
    blockers.flatMap(({ canBeClearedBy }) =>
      canBeClearedBy.map(({ id, name, email }) => [id, { name, email }] as const),
    ),
  );
  if (people.size > 0) return { people: [...people.values()], what: "decision" };
  if (blockers.some(({ code }) => code.startsWith("check") || code.startsWith("verification")))
    return { people: [], what: "pipeline" };
  if (blockers.length > 0) return { people: [], what: "other" };
  if (status !== "ready" || champion === null) return { people: [], what: "nobody" };
  return { people: [{ name: champion.name, email: champion.email }], what: "advance" };
}
