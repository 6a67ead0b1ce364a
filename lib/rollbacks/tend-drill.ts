import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { readDrill } from "@/lib/metrics/own-tracks";
import { byWorker } from "@/lib/policy/by-worker";
import type { Severity } from "@/lib/policy/model";
import { loadAuthority } from "@/lib/releases/authority";
import { endUndetected } from "./drill-store";
import { agreedPlan } from "./agreed-plan";
import { writeProposal } from "./rollback-store";

/** A made-up failure was found, and its rollback is proposed as a real one is; or it was not in its time, and the drill has failed. */
export const tendDrill = command({
  name: "drill.tend",
  input: z.strictObject({ release: z.string(), drill: z.string().max(64) }),
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, drill: id }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const drill = await tx.drill.findUniqueOrThrow({ where: { id } });
    return {
      authority,
      drill,
      plan: await agreedPlan(tx, authority.release.id),
      standing: await readDrill(tx, id),
      isProposed: (await tx.rollback.count({ where: { drillId: id } })) > 0,
    };
  },
  allow: (actor) => byWorker(actor, "What a drill finds follows from verdicts, by itself."),
  run: async ({ tx, facts: { authority, drill, plan, standing, isProposed }, actor, now }) => {
    const nothing = new AppError("conflict", "Nothing of this drill is due.");
    if (drill.endedAt !== null || isProposed || drill.failsAt === null || plan === null) throw nothing;
    const found = standing.find(({ verdict }) => verdict === "breach" || verdict === "withheld");
    if (found !== undefined) {
      const { entries } = await writeProposal(tx, {
        authority,
        plan,
        severity: drill.severity as Severity,
        reason: `A drill: ${found.key} ${found.verdict === "breach" ? "is in breach" : "has no data"}, over samples that are made up.`,
        drill: drill.id,
        actor,
        now,
        breach: { criterion: found.key, since: drill.failsAt },
      });
      return { value: { id: drill.id }, entries };
    }
    if (drill.detectBy === null || now < drill.detectBy) throw nothing;
    return { value: { id: drill.id }, entries: [await endUndetected(tx, { authority, drill, plan, now })] };
  },
});
