import { z } from "zod";
import { PersonHistory, RightHistory, RoleHistory } from "@/lib/audit/history-schemas";
import { getPersonHistory } from "@/lib/audit/person-history-queries";
import { getRightHistory } from "@/lib/audit/right-history-queries";
import { getRoleHistory } from "@/lib/audit/role-history-queries";
import { oneOf } from "@/lib/platform/cross-checks";
import { isId } from "@/lib/platform/ids";
import { Email, Key } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { decisions } from "@/lib/policy/model";

const tag = "Ledger";
const Named = z.string().refine((text) => isId(text) || Email.safeParse(text).success, {
  error: "expected an e-mail address or an id",
});

export const getLedgerPerson = endpoint({
  method: "GET",
  path: "/ledger/people/{person}",
  tag,
  summary:
    "What somebody was here over time: access level, teams, and roles on releases that the caller sees",
  description:
    "Named by address or id. What they decided is in /ledger/entries?person=, whom they signed for in /delegations.",
  params: z.strictObject({ person: Named }),
  answers: { 200: PersonHistory },
  handle: async ({ kernel, actor, params: { person } }) => ({
    status: 200,
    body: await getPersonHistory(kernel.db.prisma, { named: person, actor }),
  }),
});

export const getLedgerRole = endpoint({
  method: "GET",
  path: "/ledger/roles/{key}",
  tag,
  summary: "Who held a role when, on releases that the caller sees, and what it decides now and since when",
  params: z.strictObject({ key: Key }),
  answers: { 200: RoleHistory },
  handle: async ({ kernel, actor, params: { key } }) => ({
    status: 200,
    body: await getRoleHistory(kernel.db.prisma, { key, actor, now: kernel.clock.now() }),
  }),
});

export const getLedgerRight = endpoint({
  method: "GET",
  path: "/ledger/rights/{decision}",
  tag,
  summary: "What granted a right over time, who could use it now, and where the glass was broken for it",
  params: z.strictObject({ decision: oneOf(decisions) }),
  answers: { 200: RightHistory },
  handle: async ({ kernel, actor, params: { decision } }) => ({
    status: 200,
    body: await getRightHistory(kernel.db.prisma, { decision, actor, now: kernel.clock.now() }),
  }),
});

export const ledgerHistoryEndpoints = [getLedgerPerson, getLedgerRole, getLedgerRight];
