import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { type DeliveryState, type KeptSecret, schemes } from "./delivery-model";
import { DeliveryAnswer, type DeliveryView, EndpointAnswer, type EndpointView } from "./endpoint-schemas";

export interface DeliveryFilter {
  state?: DeliveryState | undefined;
  /** Id. */
  endpoint?: string | undefined;
}

interface DeliveryRow {
  id: string;
  channel: string;
  to: string;
  isOwn: boolean;
  notices: number;
  state: string;
  at: Date;
  dueAt: Date;
  attempts: unknown;
}

/** Messages on their way and delivered, the newest first: to an admin all, to others their own. */
export async function listDeliveries(
  db: Reader,
  { actor, page, filter = {} }: { actor: Actor; page: PageAsk; filter?: DeliveryFilter },
): Promise<Page<DeliveryView>> {
  if (actor.kind !== "person") throw new AppError("people-only", "Messages are to people.");
  const { take, after } = readPage(page, z.uuid());
  const { state = null, endpoint = null } = filter;
  const rows = await db.$queryRaw<DeliveryRow[]>(Prisma.sql`
    SELECT d.id, d.channel, COALESCE(p.name, t.title, w.title) AS to, d.person_id IS NOT DISTINCT FROM ${actor.id}::uuid AS "isOwn",
      CASE WHEN d.channel = 'webhook' THEN 1 ELSE (SELECT count(*)::int FROM notice_delivery_items i WHERE i.delivery_id = d.id) END AS notices,
      d.state, d.at, d.due_at AS "dueAt",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('number', a.number, 'at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', a.outcome, 'problem', a.problem) ORDER BY a.number), '[]')
        FROM notice_attempts a WHERE a.delivery_id = d.id) AS attempts
    FROM notice_deliveries d LEFT JOIN people p ON p.id = d.person_id LEFT JOIN teams t ON t.id = d.team_id LEFT JOIN webhook_endpoints w ON w.id = d.endpoint_id
    WHERE (${actor.access === "admin"} OR d.person_id = ${actor.id}::uuid)
      AND (${after}::uuid IS NULL OR d.id < ${after}::uuid) AND (${state}::text IS NULL OR d.state = ${state}) AND (${endpoint}::uuid IS NULL OR d.endpoint_id = ${endpoint}::uuid)
    ORDER BY d.id DESC LIMIT ${take}`);
  return toPage({ rows, take, item: toDelivery, position: ({ id }) => id });
}

function toDelivery({ at, dueAt, state, ...row }: DeliveryRow): DeliveryView {
  const isOpen = state === "queued" || state === "failed";
  return DeliveryAnswer.parse({
    ...row,
    state,
    at: at.toISOString(),
    dueAt: isOpen ? dueAt.toISOString() : null,
  });
}

interface EndpointRow {
  id: string;
  title: string;
  url: string;
  form: string;
  scheme: string;
  filter: unknown;
  name: string;
  email: string;
  since: Date;
  until: Date | null;
  ended: string | null;
  salts: string[];
  waiting: number;
  dead: number;
}

/** Makes the key that a receiver verifies with of a secret as it is kept. */
export type KeyOf = (kept: KeptSecret) => string;

interface AskedEndpoints {
  actor: Actor;
  now: Date;
  keyOf: KeyOf;
}

/** The organisation's endpoints, those that hold first. Their addresses may hold secrets: to others than admins they end after the host. */
export async function listEndpoints(
  db: Reader,
  { actor, now, keyOf, id = null }: AskedEndpoints & { id?: string | null },
): Promise<EndpointView[]> {
  const isAdmin = actor.kind === "person" && actor.access === "admin";
  const rows = await db.$queryRaw<EndpointRow[]>(Prisma.sql`
    SELECT w.id, w.title, w.url, w.form, w.scheme, w.filter, p.name, p.email, w.valid_from AS since, w.valid_to AS until, w.ended,
      ARRAY(SELECT encode(s.salt, 'base64') FROM webhook_secrets s WHERE s.endpoint_id = w.id AND (s.valid_to IS NULL OR s.valid_to > ${now}) ORDER BY s.id DESC) AS salts,
      (SELECT count(*)::int FROM notice_deliveries d WHERE d.endpoint_id = w.id AND d.state IN ('queued', 'failed')) AS waiting,
      (SELECT count(*)::int FROM notice_deliveries d WHERE d.endpoint_id = w.id AND d.state = 'dead') AS dead
    FROM webhook_endpoints w JOIN people p ON p.id = w.owner_id WHERE ${id}::uuid IS NULL OR w.id = ${id}::uuid
    ORDER BY (w.valid_to IS NOT NULL), w.id DESC LIMIT 200`);
  return rows.map((row) =>
    toEndpoint(isAdmin ? row : { ...row, url: `${new URL(row.url).origin}/…` }, keyOf),
  );
}

export async function getEndpoint(db: Reader, asked: AskedEndpoints & { id: string }): Promise<EndpointView> {
  const [found] = await listEndpoints(db, asked);
  if (found === undefined) throw notFound("endpoint with this id");
  return found;
}

function toEndpoint(
  { name, email, since, until, ended, salts, scheme: stored, ...row }: EndpointRow,
  keyOf: KeyOf,
): EndpointView {
  const scheme = schemes.find((each) => each === stored) ?? "hmac";
  const keys = salts.map((salt) => keyOf({ scheme, salt: Buffer.from(salt, "base64") }));
  return EndpointAnswer.parse({
    ...row,
    scheme,
    owner: { name, email },
    since: since.toISOString(),
    ended: until === null ? null : { at: until.toISOString(), how: ended },
    publicKeys: scheme === "ed25519" ? keys : [],
  });
}
