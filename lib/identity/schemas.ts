import { z } from "zod";
import { fields, listOf, oneOf } from "@/lib/platform/cross-checks";
import { Digest, Email, Key, line } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { PageQuery } from "@/lib/platform/paging";
import { accessLevels } from "./actor";
import { isErasedEmail } from "./erasure-rules";
import { isScope, machineScopes, scopes } from "./scopes";

const scopeWords = Object.keys(scopes).join(", ");
const Scope = z
  .string({ error: () => "expected a scope" })
  .refine(isScope, { error: `expected one of ${scopeWords} or checks:<name>` })
  .meta({ description: `One of ${scopeWords}, or checks:<name>` });
const MachineScope = Scope.refine(
  (scope) =>
    ["read", "bundles", "samples", "observations", "exposure", "runner"].includes(scope) ||
    scope.startsWith("checks:"),
  {
    error: `expected one of ${machineScopes.join(", ")} or checks:<name>, since machines report and never decide`,
  },
);
const Future = z.iso
  .datetime({ offset: true, error: () => "expected a time such as 2026-12-01T00:00:00Z" })
  .meta({ description: "RFC 3339", examples: ["2026-12-01T00:00:00Z"] });

const Access = oneOf(accessLevels);
const Id = z.uuid({ error: () => "expected the id of a token" });
const SessionId = z.uuid({ error: () => "expected the id of a session" });
const IdentityId = z.uuid({ error: () => "expected the id of an identity" });

export const EmailParam = fields({ email: Email });
export const TokenParam = fields({ email: Email, id: Id });
export const SessionParam = fields({ id: SessionId });
export const IdentityParam = fields({ id: IdentityId });
export const PersonIdentityParam = fields({ email: Email, id: IdentityId });
export const KeyParam = fields({ key: Key });
export const MachineTokenParam = fields({ key: Key, id: Id });
export const MemberParam = fields({ key: Key, email: Email });

export const CreatePerson = fields({
  name: line(120),
  email: Email.refine((email) => !isErasedEmail(email), {
    error: "expected an address of somebody: those of erased.invalid stand for people who were erased",
  }),
  access: Access.default("member"),
});
export const DisablePerson = fields({ person: Email });
export const AccessBody = fields({ access: Access });
export const EnableBody = fields({ access: Access.default("member") });
export const SetAccess = fields({ person: Email, access: Access, expected: Expected });
export const AccessAnswer = z.strictObject({ access: Access.nullable() });
export const EnablePerson = fields({ person: Email, access: Access.default("member") });

const tokenFields = { name: line(80), expiresAt: Future.optional() };
export const TokenBody = fields({ ...tokenFields, scopes: listOf(Scope, { min: 1, max: 50 }) });
export const CreateToken = fields({
  person: Email,
  ...tokenFields,
  scopes: listOf(Scope, { min: 1, max: 50 }),
});
export const RevokeToken = fields({ person: Email, id: Id });

export const EndSessions = fields({
  person: Email,
  session: SessionId.optional(),
  keepThis: z.boolean().default(false),
});
export const UnlinkIdentity = fields({ person: Email, id: IdentityId });

export const MachineBody = fields({ key: Key, title: line(120), owner: Key });
export const DisableMachine = fields({ machine: Key });
export const MachineTokenBody = fields({ ...tokenFields, scopes: listOf(MachineScope, { min: 1, max: 50 }) });
export const CreateMachineToken = fields({
  machine: Key,
  ...tokenFields,
  scopes: listOf(MachineScope, { min: 1, max: 50 }),
});
export const RevokeMachineToken = fields({ machine: Key, id: Id });

export const MemberBody = fields({ email: Email, lead: z.boolean().default(false) });
export const CreateTeam = fields({
  key: Key,
  title: line(120),
  members: listOf(MemberBody, { max: 500 }).default([]),
});
export const AddMember = fields({ team: Key, email: Email, lead: z.boolean().default(false) });
const Group = line(255);
export const TeamGroupsBody = fields({ groups: listOf(Group, { max: 50 }) });
export const SetTeamGroups = fields({ team: Key, groups: listOf(Group, { max: 50 }), expected: Expected });
export const TeamGroupsAnswer = z.strictObject({ groups: z.array(z.string()) });
export const RemoveMember = fields({ team: Key, email: Email });

const { min, max } = { min: 12, max: 128 };
export const Password = z
  .string({ error: () => `expected a password of ${min} to ${max} characters` })
  .min(min, { error: `expected at least ${min} characters` })
  .max(max, { error: `expected at most ${max} characters` });
export const InvitePerson = fields({ person: Email });
export const SetPassword = fields({ code: z.string().min(1).max(200), password: Password });
export const PasswordBody = fields({ current: z.string().max(max), password: Password });

export const ConfirmationBody = fields({
  password: z.string().max(max),
  act: Digest.describe("As the refusal named it"),
});
export const ConfirmationAnswer = z.strictObject({
  method: z.enum(["password", "provider"]),
  act: z.string(),
  at: z.string(),
});
export const FailedConfirmationsAnswer = z.strictObject({
  repeated: z
    .strictObject({ count: z.number(), last: z.string() })
    .nullable()
    .describe("null: none, or only single ones"),
});

export const personStates = ["enabled", "invited", "never-signed-in", "disabled", "erased"] as const;
export type PersonState = (typeof personStates)[number];

export const PeopleQuery = PageQuery.extend({
  q: line(200).optional().meta({ description: "Part of a name or an address" }),
  state: oneOf(personStates).optional(),
  access: Access.optional(),
  team: Key.optional(),
  role: Key.optional().meta({ description: "Who can be given this role" }),
});

export const PersonAnswer = z.strictObject({
  email: z.string(),
  name: z.string(),
  access: z.enum(accessLevels).nullable().describe("null: disabled"),
  state: z.enum(personStates),
  teams: z.array(z.strictObject({ key: z.string(), title: z.string(), lead: z.boolean() })),
  roles: z
    .array(z.strictObject({ role: z.string(), by: z.array(z.string().nullable()) }))
    .describe("Roles they can be given, and by way of which teams; null: by themselves"),
  createdAt: z.string(),
  lastSeenAt: z.string().nullable().describe("To ten minutes where they were signed in, to an hour by token"),
});
export type PersonAnswer = z.output<typeof PersonAnswer>;

export type PersonDetail = PersonAnswer & {
  /** Sign-ins that stand open. */
  sessions: number;
};

export const TokenAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe("Its first letters"),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe("To an hour"),
});
export type TokenAnswer = z.output<typeof TokenAnswer>;

export const SessionAnswer = z.strictObject({
  id: z.string(),
  device: z.string().describe("Browser and system, as the browser says"),
  by: z.enum(["password", "provider"]).describe("How it was begun"),
  current: z.boolean().describe("Whether this very request came by it"),
  createdAt: z.string(),
  usedAt: z.string().describe("To ten minutes"),
  expiresAt: z.string().describe("When it ends if it is not used"),
});
export const SessionsEnded = z.strictObject({ ended: z.number().describe("How many were still good") });
export type SessionAnswer = z.output<typeof SessionAnswer>;

export const IdentityAnswer = z.strictObject({
  id: z.string(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable().describe("What the provider said last; it finds nobody here"),
  emailVerified: z.boolean(),
  linkedAt: z.string(),
  seenAt: z.string(),
});
export type IdentityAnswer = z.output<typeof IdentityAnswer>;

export const NewToken = z.strictObject({
  id: z.string(),
  token: z.string().describe("Shown this once"),
  scopes: z.array(z.string()),
  expiresAt: z.string().nullable(),
});

export const MachineAnswer = z.strictObject({
  key: z.string(),
  title: z.string(),
  owner: z.string(),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
  tokens: z.number().describe("How many are in force"),
  lastUsedAt: z.string().nullable().describe("To an hour"),
});
export type MachineAnswer = z.output<typeof MachineAnswer>;

export const TeamAnswer = z.strictObject({
  key: z.string(),
  title: z.string(),
  members: z.array(
    z.strictObject({
      email: z.string(),
      name: z.string(),
      lead: z.boolean(),
      source: z.enum(["hand", "provider"]).describe("Given by somebody, or by a group of the provider"),
    }),
  ),
  groups: z
    .array(z.strictObject({ name: z.string(), byLeads: z.boolean() }))
    .describe("Groups of the provider that it takes in; in a pool those count that its leads decided"),
  inPools: z.array(z.string()).describe("Roles that are held by way of this team"),
});
export type TeamAnswer = z.output<typeof TeamAnswer>;

export const TeamDetail = TeamAnswer.extend({
  components: z.array(z.strictObject({ key: z.string(), title: z.string(), tier: z.number() })),
  machines: z.array(z.strictObject({ key: z.string(), title: z.string() })),
});
export type TeamDetail = z.output<typeof TeamDetail>;
