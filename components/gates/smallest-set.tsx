import type { ReactElement } from "react";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import type { GateView } from "@/lib/gates/page-model";

export interface Smallest extends Pick<GateView, "least" | "exact" | "status"> {
  unblock: readonly Pick<GateView["unblock"][number], "message">[];
}

/** The fewest acts that would make a gate ready. */
export function SmallestSet({ gate }: { gate: Smallest }): ReactElement | null {
  const { unblock, least, exact, status } = gate;
  if (unblock.length === 0 || status === "passed" || status === "skipped" || status === "ready") return null;
  return (
    <DrawnDisclosure summary={leastWords({ unblock, least, exact })}>
      <ol className="acts">
        {unblock.map((act, index) => (
          <li key={index}>{act.message}</li>
        ))}
      </ol>
    </DrawnDisclosure>
  );
}

function leastWords({ unblock, least, exact }: Omit<Smallest, "status">): string {
  const count = least ?? unblock.length;
  const acts = `${count} ${count === 1 ? "act" : "acts"}`;
  if (least === null) return `Signatures alone cannot make it ready; it takes ${acts}`;
  return exact ? `${acts} would make this gate ready` : `One way to make this gate ready: ${acts}`;
}
