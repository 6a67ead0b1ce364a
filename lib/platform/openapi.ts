import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { type ErrorCode, errorCodes, statusOf, titleOf } from "./errors";

type Json = Record<string, unknown>;

/** The API as an OpenAPI 3.1 document, made from the schemas that check requests and answers. */
export function openApiDocument(endpoints: readonly Endpoint[], { version }: { version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operationOf(endpoint),
    };
  }
  const tags = [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name }));
  return {
    openapi: "3.1.0",
    info: {
      title: "Countersign",
      version,
      description:
        "Coordinates the release of machine-learning models across teams. Everything a page can do, this API can do.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    servers: [{ url: "/api/v1" }],
    security: [{ token: [] }, { session: [] }],
    tags,
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "csn_…",
          description: "A token of a person or a machine, with scopes",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "countersign-session",
          description: "The browser's sign-in; other requests than GET must come from this site's pages",
        },
      },
      headers: {
        RequestId: {
          description: "Id of the request; one that was sent is kept",
          schema: { type: "string" },
        },
      },
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          description:
            "Sent again with the same key and body, the request gets the same answer and changes nothing; with another body it is refused",
          schema: { type: "string", minLength: 1, maxLength: 200, pattern: "^[\\x21-\\x7e]+$" },
        },
        IfMatch: {
          name: "If-Match",
          in: "header",
          description: "The ETag of what was read; refused with 412 where it changed since",
          schema: { type: "string" },
        },
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: "A refusal (RFC 9457)",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

const problemSchema = {
  type: "object",
  description: "What was refused, why, and what helps to go on",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: errorCodes, description: "Stable; what programs look at" },
    field: { type: "string", description: "The first field at fault" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: {
          path: {
            type: "string",
            description: "JSON Pointer into the body, or with in into the query or the address",
          },
          in: { type: "string", enum: ["query", "path"] },
          message: { type: "string" },
          expected: { type: "string" },
          line: { type: "integer" },
          column: { type: "integer" },
        },
      },
    },
    rule: { type: "string", description: "The rule that refused" },
    confirm: {
      type: "object",
      description: "How a signer shows anew who they are, where reauthentication-required asks for it",
      required: ["act", "password", "provider"],
      properties: {
        act: { type: "string", description: "Digest of the act, for POST /me/confirmations" },
        password: { type: "boolean", description: "Whether they can by password" },
        provider: {
          type: ["string", "null"],
          description: "Name of the provider, where they can by single sign-on, in a browser",
        },
      },
    },
    whoMay: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "email"],
        properties: { name: { type: "string" }, email: { type: "string" } },
      },
    },
    blockers: { type: "array", items: true },
    requestId: { type: "string" },
  },
};

function operationOf(endpoint: Endpoint): Json {
  const parameters = [
    ...parametersOf("path", endpoint.params),
    ...parametersOf("query", endpoint.query),
    ...headersOf(endpoint),
  ];
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description === null ? {} : { description: endpoint.description }),
    operationId: operationId(endpoint),
    ...(endpoint.public ? { security: [] } : {}),
    ...(endpoint.scope === null ? {} : { "x-scope": endpoint.scope }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(endpoint),
    responses: { ...answersOf(endpoint), default: { $ref: "#/components/responses/Problem" } },
  };
}

function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    "",
  );
}

function parametersOf(where: "path" | "query", schema: z.ZodObject): Json[] {
  const made = jsonSchema(schema, "input");
  const required = Array.isArray(made["required"]) ? made["required"] : [];
  const properties =
    typeof made["properties"] === "object" && made["properties"] !== null ? made["properties"] : {};
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...one }]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    ...(typeof description === "string" ? { description } : {}),
    schema: one,
  }));
}

function headersOf({ method }: Endpoint): Json[] {
  if (method === "POST") return [{ $ref: "#/components/parameters/IdempotencyKey" }];
  return method === "PUT" || method === "PATCH" ? [{ $ref: "#/components/parameters/IfMatch" }] : [];
}

function requestBodyOf({ body, consumes }: Endpoint): Json {
  if (body === null) return {};
  const schema = jsonSchema(body, "input");
  const content = Object.fromEntries(consumes.map((type) => [type, { schema }]));
  return { requestBody: { required: !body.safeParse({}).success, content } };
}

function answersOf({ answers, produces }: Endpoint): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: words[status] ?? "Done",
        headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
        ...(schema === null ? {} : { content: { [produces]: { schema: jsonSchema(schema, "output") } } }),
      },
    ]),
  );
}

const words: Record<string, string> = {
  200: "Done, or found",
  201: "Made",
  202: "Recorded; it takes more people to come into effect",
  204: "Done, with nothing to say",
};

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    reused: "inline",
  });
  return made;
}

/** Codes with the status and the words of each, for the page. */
export function refusals(): { code: ErrorCode; status: number; title: string }[] {
  return errorCodes
    .map((code) => ({ code, status: statusOf(code), title: titleOf(code) }))
    .sort((a, b) => a.status - b.status);
}
