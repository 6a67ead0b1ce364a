import type { Actor, PersonActor } from "@/lib/identity/actor";
import { AppError } from "@/lib/platform/errors";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { changeOwnHours } from "@/lib/policy/change-own-hours";
import { changeWorkingHours } from "@/lib/policy/change-working-hours";
import { getOrganisationHours, getOwnHours } from "@/lib/policy/working-hours-queries";
import {
  HoursDocument,
  OrganisationHours,
  OrganisationHoursAnswer,
  OwnHoursAnswer,
} from "@/lib/policy/working-hours-schema";

function personOf(actor: Actor): PersonActor {
  if (actor.kind === "person") return actor;
  throw new AppError("people-only", "Only people have working hours.");
}

export const getMyHours = endpoint({
  method: "GET",
  path: "/me/working-hours",
  tag: "Notices",
  summary: "When the caller works: by these hours counts how long something has waited for them",
  answers: { 200: OwnHoursAnswer },
  handle: async ({ kernel, actor }) => {
    const body = await getOwnHours(kernel.db.prisma, personOf(actor));
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putMyHours = endpoint({
  method: "PUT",
  path: "/me/working-hours",
  tag: "Notices",
  summary: "Say when one works",
  description: "Honours If-Match (`digest`).",
  body: HoursDocument,
  answers: { 200: OwnHoursAnswer },
  handle: async ({ kernel, actor, body: hours, call, request }) => {
    await changeOwnHours.execute(kernel, { hours, expected: ifMatchOf(request) }, call);
    const body = await getOwnHours(kernel.db.prisma, personOf(actor));
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const deleteMyHours = endpoint({
  method: "DELETE",
  path: "/me/working-hours",
  tag: "Notices",
  summary: "Go by the organisation's working hours again",
  answers: { 200: OwnHoursAnswer },
  handle: async ({ kernel, actor, call, request }) => {
    await changeOwnHours.execute(kernel, { hours: null, expected: ifMatchOf(request) }, call);
    const body = await getOwnHours(kernel.db.prisma, personOf(actor));
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const getSettingsHours = endpoint({
  method: "GET",
  path: "/settings/working-hours",
  tag: "Roles and rights",
  summary:
    "When the organisation works, and in how many working days what waits for a role should be decided",
  answers: { 200: OrganisationHoursAnswer },
  handle: async ({ kernel }) => {
    const body = await getOrganisationHours(kernel.db.prisma);
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putSettingsHours = endpoint({
  method: "PUT",
  path: "/settings/working-hours",
  tag: "Roles and rights",
  summary: "Say when the organisation works, and in how many working days it decides",
  description:
    "By admins. People who said when they work go by their own hours. Honours If-Match (`digest`).",
  body: OrganisationHours,
  answers: { 200: OrganisationHoursAnswer },
  handle: async ({ kernel, body: hours, call, request }) => {
    await changeWorkingHours.execute(kernel, { hours, expected: ifMatchOf(request) }, call);
    const body = await getOrganisationHours(kernel.db.prisma);
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const workingHoursEndpoints = [
  getMyHours,
  putMyHours,
  deleteMyHours,
  getSettingsHours,
  putSettingsHours,
];
