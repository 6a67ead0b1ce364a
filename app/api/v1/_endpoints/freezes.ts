import { z } from "zod";
import { crossChecked } from "@/lib/platform/cross-checks";
import { Moment } from "@/lib/platform/moments";
import { Key, Slug } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { LiftedHold, PlacedHold } from "@/lib/releases/answers";
import { endFreeze } from "@/lib/rollouts/end-freeze";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { overrideFreeze } from "@/lib/rollouts/override-freeze";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { listFreezes, listOrganisationHolds } from "@/lib/rollouts/queries";
import {
  EndFreeze,
  LiftOrganisationHold,
  ListedFreeze,
  OrganisationHold,
  OverrideAnswer,
  OverrideFreeze,
  PlaceOrganisationHold,
  SetFreeze,
} from "@/lib/rollouts/schemas";
import { setFreeze } from "@/lib/rollouts/set-freeze";

const tag = "Freezes and holds";
const dayMs = 86_400_000;
const mostDays = 400;
const shownDays = 31;

const Range = crossChecked(
  z.strictObject({
    from: Moment.optional().meta({ description: "Now unless told" }),
    to: Moment.optional().meta({ description: `${shownDays} days after \`from\` unless told` }),
    component: Key.optional().meta({ description: "Only what covers this component" }),
  }),
  ({ from, to }) => {
    if (from === undefined || to === undefined) return [];
    const ms = Date.parse(to) - Date.parse(from);
    if (Number.isNaN(ms) || (ms > 0 && ms <= mostDays * dayMs)) return [];
    return [
      {
        path: ["to"],
        message: "is no time after `from`, or too long after it",
        expected: `a time after \`from\`, at most ${mostDays} days`,
      },
    ];
  },
);

export const postFreeze = endpoint({
  method: "POST",
  path: "/freezes",
  tag,
  summary:
    "Set a freeze window, of the organisation or of a component: once, or by a rule in a time zone. Nothing that it covers advances; signing, stopping and going back are never stopped",
  body: SetFreeze,
  answers: { 201: z.strictObject({ id: z.string(), title: z.string() }), 202: PendingAnswer },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await setFreeze.execute(kernel, body, call),
  }),
});

export const getFreezes = endpoint({
  method: "GET",
  path: "/freezes",
  tag,
  summary: "Freeze windows with their occurrences from one time to another",
  query: Range,
  answers: { 200: z.strictObject({ items: z.array(ListedFreeze), nextCursor: z.null() }) },
  handle: async ({ kernel, actor, query: { from: given, to, component } }) => {
    const now = kernel.clock.now();
    const from = given === undefined ? now.getTime() : Date.parse(given);
    const until = to === undefined ? from + shownDays * dayMs : Date.parse(to);
    const asked = { actor, now, from, until: Math.min(until, from + mostDays * dayMs), component };
    return { status: 200, body: { items: await listFreezes(kernel.db.prisma, asked), nextCursor: null } };
  },
});

export const postFreezeEnd = endpoint({
  method: "POST",
  path: "/freezes/{id}/end",
  tag,
  summary: "End a freeze window for good, the occurrence in force included",
  params: z.object({ id: z.string().max(64) }),
  body: EndFreeze.pick({ reason: true }),
  answers: { 200: z.strictObject({ id: z.string(), isEnded: z.boolean() }), 202: PendingAnswer },
  handle: async ({ kernel, call, params: { id }, body }) => ({
    status: 200,
    body: await endFreeze.execute(kernel, { ...body, id }, call),
  }),
});

export const postFreezeOverride = endpoint({
  method: "POST",
  path: "/releases/{slug}/freezes/{freeze}/override",
  tag,
  summary: "Let one release pass one occurrence of a freeze window",
  params: z.object({ slug: Slug, freeze: z.string().max(64) }),
  body: OverrideFreeze.pick({ occurrence: true, reason: true }),
  answers: { 200: OverrideAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, freeze }, body }) => ({
    status: 200,
    body: await overrideFreeze.execute(kernel, { ...body, release: slug, freeze }, call),
  }),
});

export const postOrganisationHold = endpoint({
  method: "POST",
  path: "/holds",
  tag,
  summary: "Hold the whole organisation: no release advances until the hold is lifted",
  body: PlaceOrganisationHold,
  answers: { 201: PlacedHold },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await placeOrganisationHold.execute(kernel, body, call),
  }),
});

export const getOrganisationHolds = endpoint({
  method: "GET",
  path: "/holds",
  tag,
  summary: "What holds the whole organisation now",
  answers: { 200: z.strictObject({ items: z.array(OrganisationHold), nextCursor: z.null() }) },
  handle: async ({ kernel }) => ({
    status: 200,
    body: { items: await listOrganisationHolds(kernel.db.prisma), nextCursor: null },
  }),
});

export const postOrganisationHoldLift = endpoint({
  method: "POST",
  path: "/holds/{id}/lift",
  tag,
  summary: "Lift a hold of the whole organisation",
  params: z.object({ id: z.string().max(64) }),
  body: LiftOrganisationHold.pick({ reason: true }),
  answers: { 200: LiftedHold, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { id }, body }) => ({
    status: 200,
    body: await liftOrganisationHold.execute(kernel, { ...body, hold: id }, call),
  }),
});

export const freezeEndpoints = [
  postFreeze,
  getFreezes,
  postFreezeEnd,
  postFreezeOverride,
  postOrganisationHold,
  getOrganisationHolds,
  postOrganisationHoldLift,
];
