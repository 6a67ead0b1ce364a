import { z } from "zod";
import { policyOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { byWorker } from "@/lib/policy/by-worker";
import { holdPlaced } from "@/lib/releases/events";
import { cancelRunningDrill } from "./drill-store";
import { consequenceOf, episodeAct, type OpenEpisode, severityOf } from "./episodes";
import { breachOpened, breachRecovered } from "./events";
import { type LoadedEpisode, loadEpisode } from "./load-episode";
import { rowOf } from "./load-rollback";
import { writeAuthorised, writeProposal } from "./rollback-store";

/**
 * Does what follows from how a criterion stands: opens its episode with the hold or the rollback that it brings about, or closes it.
 * Level-triggered: whatever stands without an episode gets one, so that a worker that was ended in the middle loses nothing.
 */
export const tendEpisode = command({
  name: "breach.tend",
  input: z.strictObject({ release: z.string(), criterion: z.string() }),
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, input, { now, actor }) => loadEpisode(tx, { ...input, now, actor }),
  allow: (actor) => byWorker(actor, "Episodes follow from verdicts, by themselves."),
  run: async ({ tx, facts: loaded, actor, now }) => {
    const act = episodeAct(loaded.facts, now.getTime());
    const entries = act === null ? [] : await carryOut(tx, { loaded, act, actor, now });
    const [first, ...rest] = entries;
    if (act === null || first === undefined)
      throw new AppError("conflict", "Nothing follows from this criterion now.");
    return { value: { act: act.act }, entries: [first, ...rest] };
  },
});

interface Acting {
  loaded: LoadedEpisode;
  act: NonNullable<ReturnType<typeof episodeAct>>;
  actor: Actor;
  now: Date;
}

async function carryOut(tx: Tx, { loaded, act, actor, now }: Acting): Promise<EntryDraft[]> {
  switch (act.act) {
    case "open":
      return open(tx, { loaded, kind: act.kind, actor, now });
    case "recover":
      return recover(tx, { loaded, now });
    case "propose":
      return loaded.episode === null
        ? []
        : propose(tx, {
            loaded,
            episode: loaded.episode.id,
            since: loaded.episode.breachedAt,
            actor,
            now,
          });
  }
}

async function open(
  tx: Tx,
  { loaded, kind, actor, now }: Omit<Acting, "act"> & { kind: OpenEpisode["kind"] },
): Promise<EntryDraft[]> {
  const { authority, criterion, standing, candidate, facts } = loaded;
  if (criterion === null || standing === null || candidate === null) return [];
  const releaseId = authority.release.id;
  const blames = kind === "breach" && standing.isBaselineIn ? "baseline" : "candidate";
  const consequence = consequenceOf({ kind, severity: criterion.severity, blames });
  const id = newId();
  const since = new Date(standing.since ?? now.getTime());
  await tx.breachEpisode.create({
    data: {
      id,
      releaseId,
      criterionKey: criterion.key,
      criterionDigest: standing.digest,
      candidate,
      kind,
      severity: criterion.severity,
      blames,
      value: standing.value,
      breachedAt: since,
      openedAt: new Date(Math.max(now.getTime(), since.getTime())),
    },
  });
  const opened = breachOpened({
    releaseId,
    episode: id,
    criterion: criterion.key,
    policy: policyOf(authority),
    kind,
    severity: criterion.severity,
    blames,
    criterionDigest: standing.digest,
    candidate,
    value: standing.value,
    since,
  });
  switch (consequence) {
    case "notice":
      return [opened];
    case "hold":
      return [opened, await placeHold(tx, { loaded, episode: id, kind, blames, now })];
    case "rollback":
      return facts.canGoBack
        ? [opened, ...(await propose(tx, { loaded, episode: id, since, actor, now }))]
        : // Without a way back, or where nothing is exposed, it is kept where it is.
          [opened, await placeHold(tx, { loaded, episode: id, kind, blames, now })];
  }
}

async function placeHold(
  tx: Tx,
  {
    loaded: { authority, criterion },
    episode,
    kind,
    blames,
    now,
  }: {
    loaded: LoadedEpisode;
    episode: string;
    kind: OpenEpisode["kind"];
    blames: OpenEpisode["blames"];
    now: Date;
  },
): Promise<EntryDraft> {
  const releaseId = authority.release.id;
  const name = `The criterion ${criterion?.key ?? ""}`;
  const reason =
    kind === "withheld"
      ? `${name} has had no data for longer than was agreed.`
      : blames === "baseline"
        ? `${name} is in breach, and the baseline breaches it as well: going back would mend nothing.`
        : `${name} is in breach.`;
  const hold = newId();
  await tx.hold.create({ data: { id: hold, releaseId, reason, placedBy: null, validFrom: now } });
  await tx.breachEpisode.update({ where: { id: episode }, data: { holdId: hold } });
  return holdPlaced({ releaseId, policy: policyOf(authority), hold, reason });
}

async function propose(
  tx: Tx,
  {
    loaded,
    episode,
    since,
    actor,
    now,
  }: { loaded: LoadedEpisode; episode: string; since: Date; actor: Actor; now: Date },
): Promise<EntryDraft[]> {
  const { authority, criterion, plan } = loaded;
  if (criterion === null || plan === null) return [];
  const reason = `The criterion ${criterion.key} is in breach.`;
  const cancelled = await cancelRunningDrill(tx, { authority, reason, now });
  const { id, entries } = await writeProposal(tx, {
    authority,
    plan,
    severity: severityOf(criterion),
    reason,
    drill: null,
    actor,
    now,
    breach: { criterion: criterion.key, since },
  });
  await tx.breachEpisode.update({ where: { id: episode }, data: { rollbackId: id, until: null } });
  const rollback = rowOf(await tx.rollback.findUniqueOrThrow({ where: { id } }));
  const isAutomatic = criterion.then?.mode === "automatic" && rollback.state === "proposed";
  const authorised = isAutomatic
    ? await writeAuthorised(tx, {
        authority,
        rollback,
        decision: "automatic",
        reason: undefined,
        actor,
        now,
      })
    : [];
  return [...cancelled, ...entries, ...authorised];
}

async function recover(
  tx: Tx,
  { loaded: { authority, episode }, now }: { loaded: LoadedEpisode; now: Date },
): Promise<EntryDraft[]> {
  if (episode === null) return [];
  await tx.breachEpisode.update({
    where: { id: episode.id },
    data: { closedAt: now, closure: "recovered" },
  });
  return [
    breachRecovered({
      releaseId: authority.release.id,
      episode: episode.id,
      criterion: episode.criterionKey,
      policy: policyOf(authority),
    }),
  ];
}
