import { z } from "zod";
import { addProvenance } from "@/lib/bundles/add-provenance";
import { listProvenance } from "@/lib/bundles/provenance-queries";
import { AddedProvenance, ProvenanceAnswer, ProvenanceSent } from "@/lib/bundles/provenance-schemas";
import { recordReplay } from "@/lib/bundles/record-replay";
import { recordVerification } from "@/lib/bundles/record-verification";
import { listReplays, listVerifications } from "@/lib/bundles/replay-queries";
import {
  RecordedReplay,
  RecordedVerification,
  ReplayAnswer,
  ReplaySaid,
  VerificationAnswer,
  VerificationSaid,
} from "@/lib/bundles/replay-schemas";
import { Digest, Key } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";

const tag = "Bundles";
const params = z.object({ key: Key, digest: Digest });
// A hundred outputs with the first of their differences, five hundred artifacts, or what a build resolved.
const bodyLimit = 4 * 1024 * 1024;

export const postReplay = endpoint({
  method: "POST",
  path: "/components/{key}/bundles/{digest}/replays",
  tag,
  summary: "Record that the command of a bundle was run, and what it produced",
  description:
    "What it came to is computed from what is said: reproduced where it exited with 0 and each output is as the manifest expects. It decides nothing; a check of a release is reported as any other.",
  params,
  body: ReplaySaid,
  bodyLimit,
  answers: { 201: RecordedReplay },
  handle: async ({ kernel, call, params: { key, digest }, body }) => ({
    status: 201,
    body: await recordReplay.execute(kernel, { ...body, component: key, digest }, call),
  }),
});

export const getReplays = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}/replays",
  tag,
  summary: "Replays of a bundle, the latest first: who ran it where, and what differed",
  params,
  query: PageQuery,
  answers: { 200: pageOf(ReplayAnswer) },
  handle: async ({ kernel, params: { key, digest }, query }) => ({
    status: 200,
    body: await listReplays(kernel.db.prisma, { ...query, component: key, digest }),
  }),
});

export const postVerification = endpoint({
  method: "POST",
  path: "/components/{key}/bundles/{digest}/verifications",
  tag,
  summary: "Record that the artifacts of a bundle were hashed again, and what was found",
  params,
  body: VerificationSaid,
  bodyLimit,
  answers: { 201: RecordedVerification },
  handle: async ({ kernel, call, params: { key, digest }, body }) => ({
    status: 201,
    body: await recordVerification.execute(kernel, { ...body, component: key, digest }, call),
  }),
});

export const getVerifications = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}/verifications",
  tag,
  summary: "Verifications of a bundle, the latest first",
  params,
  query: PageQuery,
  answers: { 200: pageOf(VerificationAnswer) },
  handle: async ({ kernel, params: { key, digest }, query }) => ({
    status: 200,
    body: await listVerifications(kernel.db.prisma, { ...query, component: key, digest }),
  }),
});

export const postProvenance = endpoint({
  method: "POST",
  path: "/components/{key}/bundles/{digest}/provenance",
  tag,
  summary:
    "Add SLSA provenance (v1) of artifacts of a bundle: a DSSE envelope, one with its public key, or a bare statement",
  description:
    "A subject has to be an artifact of the bundle, or the bundle itself, by its sha256. A signature is verified by the keys that the operator trusts, else by the key that came with it; what nobody can verify is kept and shown as such.",
  params,
  body: ProvenanceSent,
  bodyLimit,
  answers: { 201: AddedProvenance },
  handle: async ({ kernel, call, params: { key, digest }, body }) => ({
    status: 201,
    body: await addProvenance.execute(kernel, { component: key, digest, sent: body }, call),
  }),
});

export const getProvenance = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}/provenance",
  tag,
  summary:
    "Provenance of a bundle's artifacts, the latest first, each with whether its signature was verified",
  params,
  query: PageQuery,
  answers: { 200: pageOf(ProvenanceAnswer) },
  handle: async ({ kernel, params: { key, digest }, query }) => ({
    status: 200,
    body: await listProvenance(kernel.db.prisma, { ...query, component: key, digest }),
  }),
});

export const bundleReplayEndpoints = [
  postReplay,
  getReplays,
  postVerification,
  getVerifications,
  postProvenance,
  getProvenance,
];
