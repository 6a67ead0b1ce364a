import { z } from "zod";
import type { Endpoint } from "./endpoint";

/** An endpoint as the page about the API shows it. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | null;
  scope: string | null;
  isPublic: boolean;
  query: Field[];
  body: Field[];
  answers: { status: number; fields: Field[] }[];
}

export interface Field {
  /** Dotted, `[]` for what a list holds. */
  name: string;
  type: string;
  isRequired: boolean;
  description: string | null;
}

type Json = Record<string, unknown>;
const deepest = 4;

/** Endpoints by tag, in the order of the list. */
export function guideOf(endpoints: readonly Endpoint[]): { tag: string; operations: Operation[] }[] {
  const groups = new Map<string, Operation[]>();
  for (const endpoint of endpoints)
    groups.set(endpoint.tag, [...(groups.get(endpoint.tag) ?? []), operationOf(endpoint)]);
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

function operationOf(endpoint: Endpoint): Operation {
  const { method, path, summary, description, scope } = endpoint;
  return {
    id: `${method}${path.replace(/[^A-Za-z0-9]+/g, "-")}`.toLowerCase().replace(/-$/, ""),
    method,
    path,
    summary,
    description,
    scope,
    isPublic: endpoint.public,
    query: fieldsOf(endpoint.query, "input"),
    body: endpoint.body === null ? [] : fieldsOf(endpoint.body, "input"),
    answers: Object.entries(endpoint.answers).map(([status, schema]) => ({
      status: Number(status),
      fields: schema === null ? [] : fieldsOf(schema, "output"),
    })),
  };
}

function fieldsOf(schema: z.ZodType, io: "input" | "output"): Field[] {
  return walk(z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json, {
    prefix: "",
    depth: 0,
  });
}

function walk(schema: Json, { prefix, depth }: { prefix: string; depth: number }): Field[] {
  if (depth > deepest) return [];
  const options = optionsOf(schema);
  if (options.length > 0) return distinct(options.flatMap((one) => walk(one, { prefix, depth })));
  if (isJson(schema["items"])) return walk(schema["items"], { prefix: `${prefix}[]`, depth });
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = isJson(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(properties).flatMap(([key, one]) => {
    if (!isJson(one)) return [];
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const description = typeof one["description"] === "string" ? one["description"] : null;
    return [
      { name, type: typeOf(one), isRequired: required.includes(key), description },
      ...walk(one, { prefix: name, depth: depth + 1 }),
    ];
  });
}

function typeOf(schema: Json): string {
  const options = optionsOf(schema);
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(" or ");
  if (Array.isArray(schema["enum"])) return schema["enum"].map((one) => JSON.stringify(one)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (isJson(schema["items"])) return `list of ${typeOf(schema["items"])}`;
  const format = typeof schema["format"] === "string" ? ` (${schema["format"]})` : "";
  const type = schema["type"];
  return `${typeof type === "string" ? (words[type] ?? type) : Array.isArray(type) ? type.join(" or ") : "any"}${format}`;
}

const words: Record<string, string> = { string: "text", integer: "whole number", boolean: "true or false" };

function optionsOf(schema: Json): Json[] {
  const options = [schema["anyOf"], schema["oneOf"]].find((each): each is unknown[] => Array.isArray(each));
  return (options ?? []).filter(isJson);
}

function distinct(fields: Field[]): Field[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
