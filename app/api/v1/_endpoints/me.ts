import { z } from "zod";
import { accessLevels } from "@/lib/identity/actor";
import { endpoint } from "@/lib/platform/web";

const Me = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("person"),
    name: z.string(),
    email: z.string(),
    access: z.enum(accessLevels),
    scopes: z.array(z.string()).nullable(),
  }),
  z.strictObject({ kind: z.literal("machine"), key: z.string(), scopes: z.array(z.string()).nullable() }),
]);

export const getMe = endpoint({
  method: "GET",
  path: "/me",
  tag: "People",
  summary: "Who the caller is; the scopes of the token, null for a session",
  answers: { 200: Me },
  scope: null,
  handle: ({ actor }) => {
    if (actor.kind === "system") throw new Error("no request acts as the system");
    const scopes = actor.credential.kind === "token" ? actor.credential.scopes : null;
    if (actor.kind === "machine") return { status: 200, body: { kind: "machine", key: actor.key, scopes } };
    const { name, email, access } = actor;
    return { status: 200, body: { kind: "person", name, email, access, scopes } };
  },
});

export const meEndpoints = [getMe];
