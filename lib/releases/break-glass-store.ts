import { policyOf } from "@/lib/gates/load-gates";
import { obligationImposed } from "@/lib/gates/obligation-events";
import { type NewObligation, writeObligation } from "@/lib/gates/obligation-store";
import type { PersonActor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Verdict } from "@/lib/policy/model";
import type { Authority } from "./authority";
import type { BreakGlassDecision, LetPass } from "./break-glass";
import { glassBroken } from "./stage-events";

const postMortemWithinMs = 7 * 86_400_000;
const shortestReason = 20;

interface Broken {
  authority: Authority;
  decision: BreakGlassDecision;
  /** A stage's key, or a hold's id. */
  about: string;
  passes: readonly LetPass[];
  by: PersonActor;
  verdict: Verdict & { allowed: true };
  reason: string | undefined;
  now: Date;
}

/** Records the use and what it obliges to, in the transaction of what it decides. */
export async function breakGlass(tx: Tx, broken: Broken): Promise<{ id: string; entries: EntryDraft[] }> {
  const { authority, decision, about, passes, by, verdict, now } = broken;
  const reason = broken.reason?.trim() ?? "";
  if (reason.length < shortestReason) throw tooShort();
  const id = newId();
  const releaseId = authority.release.id;
  const role = verdict.role ?? "";
  const passed = passes.map((each) => ({ ...each }));
  await tx.breakGlassUse.create({
    data: { id, releaseId, decision, about, passed, by: by.id, role, grant: verdict.grant, reason, at: now },
  });
  const policy = policyOf(authority);
  const entries = [glassBroken({ releaseId, id, decision, about, passes, reason, policy })];
  for (const obligation of obligationsFor(broken, { id, role })) {
    const obligationId = await writeObligation(tx, obligation, now);
    entries.push(obligationImposed(obligationId, obligation, policy));
  }
  return { id, entries };
}

function obligationsFor(
  { authority, decision, by, now }: Broken,
  { id, role }: { id: string; role: string },
): NewObligation[] {
  const within = authority.template.parsed.breakGlass?.reviewWithinMs ?? 0;
  const common = {
    releaseId: authority.release.id,
    beforeStage: null,
    source: { kind: "break-glass", id },
    by: by.id,
    role,
  } as const;
  const what = `“${decisionWords(decision)}” by break-glass`;
  return [
    {
      ...common,
      kind: "break-glass-review",
      title: `Review ${what}`,
      owner: null,
      dueAt: new Date(now.getTime() + within),
    },
    {
      ...common,
      kind: "post-mortem",
      title: `Post-mortem of ${what}`,
      owner: by.id,
      dueAt: new Date(now.getTime() + postMortemWithinMs),
    },
  ];
}

/** Refuses it where the ordinary way is open: a bypass that is not needed teaches people to take it. */
export function refuseNeedless(isOpen: boolean, words: string): void {
  if (isOpen)
    throw new AppError("conflict", `Nothing stands in your way; ${words} without breaking the glass.`);
}

function tooShort(): AppError {
  const message = `Breaking the glass needs a reason of at least ${shortestReason} characters.`;
  return new AppError("reason-required", message, { faults: [{ path: "/reason", message }] });
}
