import { z } from "zod";

import { BundleDetail, BundleDifference, BundleSummary, RegisteredBundle } from "@/lib/bundles/answers";
import { compareBundles, getBom, getBundle, listBundles } from "@/lib/bundles/queries";
import { registerBundle } from "@/lib/bundles/register-bundle";
import { Manifest } from "@/lib/bundles/schemas";
import { Digest, Key, Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import packageFile from "@/package.json";

const tag = "Bundles";
const component = z.object({ key: Key });
const bundle = z.object({ key: Key, digest: Digest });
const bodyLimit = 8 * 1024 * 1024;
const description =
  "Registering changes nothing of a release. A machine says in provenance.authors who wrote what it uploads.";

export const postBundle = endpoint({
  method: "POST",
  path: "/components/{key}/bundles",
  tag,
  summary: "Register a bundle by its manifest; the same manifest has the same digest",
  description,
  params: component,
  body: Manifest,
  bodyLimit,
  answers: { 200: RegisteredBundle, 201: RegisteredBundle },
  handle: async ({ kernel, call, params: { key }, body }) => {
    const answer = await registerBundle.execute(kernel, { component: key, manifest: body }, call);
    return { status: answer.isNew ? 201 : 200, body: answer };
  },
});

export const postReleaseBundle = endpoint({
  method: "POST",
  path: "/releases/{slug}/bundles",
  tag,
  summary: "Register a bundle for the component of a release that the manifest names",
  description,
  params: z.object({ slug: Slug }),
  body: Manifest,
  bodyLimit,
  answers: { 200: RegisteredBundle, 201: RegisteredBundle },
  handle: async ({ kernel, call, params: { slug }, body }) => {
    const input = { component: body.component, release: slug, manifest: body };
    const answer = await registerBundle.execute(kernel, input, call);
    return { status: answer.isNew ? 201 : 200, body: answer };
  },
});

export const getBundles = endpoint({
  method: "GET",
  path: "/components/{key}/bundles",
  tag,
  summary: "Bundles of a component, the latest first",
  params: component,
  query: PageQuery,
  answers: { 200: pageOf(BundleSummary) },
  handle: async ({ kernel, params: { key }, query }) => ({
    status: 200,
    body: await listBundles(kernel.db.prisma, { component: key, ...query }),
  }),
});

export const getOneBundle = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}",
  tag,
  summary: "A bundle's manifest, and who registered it",
  params: bundle,
  answers: { 200: BundleDetail },
  handle: async ({ kernel, params: { key, digest } }) => ({
    status: 200,
    body: await getBundle(kernel.db.prisma, { component: key, digest }),
  }),
});

export const getBundleDifference = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}/diff/{other}",
  tag,
  summary: "What changed from one bundle to another, artifact by artifact",
  params: bundle.extend({ other: Digest }),
  answers: { 200: BundleDifference },
  handle: async ({ kernel, params: { key, digest, other } }) => ({
    status: 200,
    body: await compareBundles(kernel.db.prisma, { component: key, digest, other }),
  }),
});

export const getBundleBom = endpoint({
  method: "GET",
  path: "/components/{key}/bundles/{digest}/bom",
  tag,
  summary: "A bundle as a CycloneDX bill of materials (1.6), with its models, datasets and hashes",
  description:
    "The same bundle gives the same document. Hosted models have a supplier and no hash; addresses of authors are not in it.",
  params: bundle,
  answers: { 200: z.record(z.string(), z.unknown()) },
  handle: async ({ kernel, params: { key, digest } }) => ({
    status: 200,
    body: await getBom(kernel.db.prisma, { component: key, digest, version: packageFile.version }),
  }),
});

export const bundleEndpoints = [
  postBundle,
  postReleaseBundle,
  getBundles,
  getOneBundle,
  getBundleDifference,
  getBundleBom,
];
