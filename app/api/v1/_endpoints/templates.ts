import { z } from "zod";

import { Key } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { publishTemplate } from "@/lib/releases/publish-template";
import { invalidTemplate } from "@/lib/releases/template-check";
import {
  noVersion,
  PublishedTemplate,
  TemplateCheck,
  TemplateDetail,
  TemplateDifference,
  TemplateHistory,
  TemplateSummary,
} from "@/lib/releases/template-answers";
import { checkTemplateFor } from "@/lib/releases/template-check-queries";
import { parseTemplate } from "@/lib/releases/template-parse";
import {
  compareTemplates,
  getTemplate,
  getTemplateVersion,
  getTemplateYaml,
  listTemplates,
} from "@/lib/releases/template-queries";
import { TemplateSchema } from "@/lib/releases/template-schema";

const tag = "Templates";
const versionExpected = "expected the number of a version";
const Version = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { error: versionExpected })
  .transform(Number);
const template = z.object({ key: Key });
const version = z.object({ key: Key, version: Version });

export const postTemplate = endpoint({
  method: "POST",
  path: "/templates",
  tag,
  summary:
    "Publish a version of a template, unless the latest reads just so; answers what its author may not have meant. If-Match takes the digest of the version it was written from, If-None-Match: * asks that there be none",
  body: TemplateSchema,
  raw: true,
  consumes: ["application/json", "application/yaml"],
  answers: { 200: PublishedTemplate, 201: PublishedTemplate, 202: PendingAnswer },
  handle: async ({ kernel, call, bytes, mediaType, request }) => {
    const type = mediaType === "application/yaml" ? mediaType : "application/json";
    const parsed = parseTemplate(bytes, type);
    if (!parsed.ok) throw invalidTemplate(parsed.faults);
    const source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const isFirst = request.headers.get("if-none-match")?.trim() === "*";
    const ifMatch = isFirst ? noVersion : ifMatchOf(request);
    const answer = await publishTemplate.execute(kernel, { source, mediaType: type, ifMatch }, call);
    return { status: answer.isNew ? 201 : 200, body: answer };
  },
});

export const postTemplateCheck = endpoint({
  method: "POST",
  path: "/templates/validate",
  tag,
  summary:
    "What publishing this document would find and change, with nothing done: faults by line and column, warnings, the template in words, the difference from the latest version",
  body: TemplateSchema,
  raw: true,
  scope: "read",
  consumes: ["application/json", "application/yaml"],
  answers: { 200: TemplateCheck },
  handle: async ({ kernel, actor, bytes, mediaType }) => {
    const asked = {
      source: bytes,
      mediaType: mediaType ?? "application/json",
      actor,
      now: kernel.clock.now(),
    };
    return { status: 200, body: await checkTemplateFor(kernel.db.prisma, asked) };
  },
});

export const getTemplates = endpoint({
  method: "GET",
  path: "/templates",
  tag,
  summary: "Versions of all templates, by key, the latest first",
  query: PageQuery,
  answers: { 200: pageOf(TemplateSummary) },
  handle: async ({ kernel, query }) => ({ status: 200, body: await listTemplates(kernel.db.prisma, query) }),
});

export const getOneTemplate = endpoint({
  method: "GET",
  path: "/templates/{key}",
  tag,
  summary: "All versions of a template, the latest first",
  params: template,
  answers: { 200: TemplateHistory },
  handle: async ({ kernel, params }) => ({ status: 200, body: await getTemplate(kernel.db.prisma, params) }),
});

export const getTemplateOfVersion = endpoint({
  method: "GET",
  path: "/templates/{key}/versions/{version}",
  tag,
  summary: "A version of a template; with Accept: application/yaml the document alone, as YAML",
  params: version,
  answers: { 200: z.union([TemplateDetail, z.string().describe("The document as YAML")]) },
  handle: async ({ kernel, params, request }) => {
    if (!wantsYaml(request)) return { status: 200, body: await getTemplateVersion(kernel.db.prisma, params) };
    const text = await getTemplateYaml(kernel.db.prisma, params);
    return new Response(text, { headers: { "content-type": "application/yaml; charset=utf-8" } });
  },
});

export const getTemplateDifference = endpoint({
  method: "GET",
  path: "/templates/{key}/versions/{version}/diff/{other}",
  tag,
  summary: "What changed from one version of a template to another",
  params: version.extend({ other: Version }),
  answers: { 200: TemplateDifference },
  handle: async ({ kernel, params }) => ({
    status: 200,
    body: await compareTemplates(kernel.db.prisma, params),
  }),
});

function wantsYaml(request: Request): boolean {
  return /^application\/(x-)?yaml\b/.test(request.headers.get("accept")?.trim().toLowerCase() ?? "");
}

export const templateEndpoints = [
  postTemplate,
  postTemplateCheck,
  getTemplates,
  getOneTemplate,
  getTemplateOfVersion,
  getTemplateDifference,
];
