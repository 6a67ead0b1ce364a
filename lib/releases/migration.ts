import { evaluateRelease } from "@/lib/gates/evaluate";
import { stageStates } from "@/lib/gates/course";
import { loadDependencies } from "@/lib/gates/load-dependencies";
import { loadGates, type LoadedGates } from "@/lib/gates/load-gates";
import type { GateFacts } from "@/lib/gates/model";
import { readFacts } from "@/lib/gates/reading";
import type { GateState, RequirementState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, type ErrorCode, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import type { RightsRow, Slot, Verdict } from "@/lib/policy/model";
import { rightsDifference, type RightsRowChange } from "@/lib/policy/rights-difference";
import { canOnRelease } from "./authority";
import { asRows, loosenedQuorums } from "./loosened-quorums";
import { type UnfilledRole, unfilledRoles } from "./refuse-unfilled";
import { refusalByState } from "./rules";
import { type JudgedChange, judgedDifference } from "./template-effect";
import { readTemplate, type ReadTemplate } from "./template-parse";

export interface MigrationAsked {
  slug: string;
  /** Absent: the template stays, unless the rights stay as well: then its latest version. */
  templateVersion?: number | undefined;
  rightsVersion?: "current" | undefined;
  actor: Actor;
  now: Date;
}

interface Version {
  id: string;
  version: number;
  digest: string;
}

/** A release as it stands and as it would stand under other versions of its policies. */
export interface Migration {
  loaded: LoadedGates;
  template: { from: Version; to: Version; read: ReadTemplate; latest: number };
  /** null: none is in force yet. */
  rights: { from: Version; to: Version; rows: RightsRow[] } | null;
  changes: JudgedChange[];
  rightsChanges: RightsRowChange[];
  loosens: boolean;
  /** Quorums that are loosened, as the versions that are left word them. */
  quorums: Slot[][];
  affected: Affected[];
  unfilled: UnfilledRole[];
}

/** A requirement that stands otherwise after it; null: not there. */
export interface Affected {
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  title: string;
  before: RequirementState["status"] | null;
  after: RequirementState["status"] | null;
}

type VersionRow = Version & { document: object };
type RightsVersionRow = Version & { rows: RightsRow[] };

/** Everything that moving it is judged by; in a command under the release's lock. */
export async function loadMigration(db: Reader, asked: MigrationAsked): Promise<Migration> {
  const loaded = await loadGates(db, asked);
  const { authority, facts, at } = loaded;
  const versions = await db.$queryRaw<VersionRow[]>`
    SELECT id, version, digest, document FROM template_versions WHERE key = ${authority.template.key} ORDER BY version`;
  const from = versions.find(({ id }) => id === authority.template.id);
  const latest = versions.at(-1)?.version ?? 1;
  const wanted =
    asked.templateVersion ?? (asked.rightsVersion === undefined ? latest : authority.template.version);
  const to = versions.find(({ version }) => version === wanted);
  if (from === undefined || to === undefined)
    throw notFound(`version ${wanted} of the template ${authority.template.key}`);
  const [before, read] = [readStored(from.document), readStored(to.document)];
  const rights = await loadRights(db, loaded, asked.rightsVersion);
  const changes = judgedDifference(before.complete, read.complete);
  const organisation = rightsDifference(authority.rights.organisation, rights?.rows ?? []).changes;
  const inTemplate = rightsDifference(authority.rights.template, read.template.rights).changes;
  const rightsChanges = rights === null ? [] : organisation;
  const after = {
    ...facts,
    stages: read.template.stages,
    rights: {
      organisation: [...(rights?.rows ?? authority.rights.organisation)],
      template: read.template.rights,
    },
    dependencies: await loadDependencies(db, read.template.stages),
  };
  return {
    loaded,
    template: { from: headOf(from), to: headOf(to), read, latest },
    rights,
    changes,
    rightsChanges,
    loosens:
      changes.some(({ effect }) => effect === "loosening") || rightsChanges.some(({ loosens }) => loosens),
    quorums: loosenedQuorums({
      before: before.complete,
      changes,
      rights: [...rightsChanges, ...inTemplate],
    }),
    affected: affectedBy(evaluateRelease(facts, at), evaluateRelease(after, at), [facts, after]),
    unfilled: authority.version.state === "active" ? unfilledRoles(read.template, authority) : [],
  };
}

/** By the rows that give it under the versions that are left; where it loosens anything, also by each quorum that it loosens. */
export function mayMigrate({ loaded: { authority }, loosens, quorums }: Migration, actor: Actor): Verdict {
  const given = canOnRelease(authority, actor, "release.migrate", { loosening: loosens });
  if (!given.allowed && given.rule === "no-right") return given;
  const { organisation, template } = authority.rights;
  const rights = { organisation, template: [...template, ...asRows(quorums)] };
  return canOnRelease({ ...authority, rights }, actor, "release.migrate", { loosening: loosens });
}

export interface MigrationFault {
  code: ErrorCode;
  message: string;
}

/** Why it cannot be moved there as it stands, whoever asks; roles that nobody holds are told apart. */
export function whyNotMigrate({ loaded, template, rights }: Migration): MigrationFault | null {
  const { version } = loaded.authority;
  const byState = refusalByState("release.migrate", version);
  if (byState !== null) return byState;
  const isSame = template.from.id === template.to.id && (rights === null || rights.from.id === rights.to.id);
  if (isSame) return { code: "conflict", message: "The release follows these versions already." };
  if (version.stage === null) return null;
  const { stages } = template.read.template;
  const at = stages.findIndex(({ key }) => key === version.stage);
  const name = `Version ${template.to.version}`;
  if (at === -1) {
    return {
      code: "conflict",
      message: `${name} has no stage ${version.stage}, where the release is: reopen an earlier stage that it has, then move.`,
    };
  }
  const behind = stageStates(readFacts(loaded.facts, loaded.at));
  const missed = stages.slice(0, at).find(({ key }) => !behind.has(key));
  if (missed === undefined) return null;
  return {
    code: "conflict",
    message: `${name} asks for the stage “${missed.title}” before the one where the release is, and it never passed it: reopen a stage before that one, then move.`,
  };
}

async function loadRights(
  db: Reader,
  { authority }: LoadedGates,
  wanted: "current" | undefined,
): Promise<Migration["rights"]> {
  const from = authority.rightsVersion;
  // A draft follows the table in force; there is nothing to move.
  if (wanted === undefined || from === null || authority.release.rightsVersionId === null) return null;
  const rows = await db.$queryRaw<RightsVersionRow[]>(Prisma.sql`
    SELECT g.id, g.version, g.digest, g.document->'rights' AS rows FROM rights_versions g
    WHERE g.id = ${from.id}::uuid OR ${holdsNow("g")} ORDER BY g.version`);
  const [was, is] = [rows.find(({ id }) => id === from.id), rows.at(-1)];
  if (was === undefined || is === undefined)
    throw new AppError("conflict", "No table of rights is in force.");
  return { from: headOf(was), to: headOf(is), rows: is.rows };
}

function headOf({ id, version, digest }: Version): Version {
  return { id, version, digest };
}

function readStored(document: object): ReadTemplate {
  const read = readTemplate(document);
  if (read.ok) return read.value;
  throw new Error("a stored template is not valid");
}

function affectedBy(
  before: readonly GateState[],
  after: readonly GateState[],
  all: readonly Pick<GateFacts, "stages">[],
): Affected[] {
  const titles = new Map(all.flatMap(titlesIn));
  const [was, is] = [statesOf(before), statesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [old, now] = [was.get(id), is.get(id)];
    const shown = now ?? old;
    if (shown === undefined || old?.state.status === now?.state.status) return [];
    const { gate, state } = shown;
    const title = titles.get(id) ?? state.key ?? "Approval of the gate";
    const statuses = { before: old?.state.status ?? null, after: now?.state.status ?? null };
    return [{ gate, requirement: state.key, title, ...statuses }];
  });
}

function titlesIn({ stages }: Pick<GateFacts, "stages">): [id: string, title: string][] {
  return stages.flatMap(({ gates }) =>
    gates.flatMap((gate) =>
      gate.requirements.flatMap(({ key, title }): [string, string][] =>
        title === undefined || title === null ? [] : [[`${gate.key}/${key}`, title]],
      ),
    ),
  );
}

function statesOf(gates: readonly GateState[]): Map<string, { gate: string; state: RequirementState }> {
  return new Map(
    gates.flatMap(({ key, requirements, approval }) =>
      [...requirements, ...(approval === null ? [] : [approval])].map((state) => [
        `${key}/${state.key ?? ""}`,
        { gate: key, state },
      ]),
    ),
  );
}
