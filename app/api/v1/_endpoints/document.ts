import { z } from "zod";
import { openApiDocument } from "@/lib/platform/openapi";
import { type Endpoint, endpoint } from "@/lib/platform/web";
import packageFile from "@/package.json";

/** The endpoint that answers with the document of all endpoints, itself included. */
export function documentEndpoint(others: readonly Endpoint[]): Endpoint {
  let made: unknown;
  const self = endpoint({
    method: "GET",
    path: "/openapi.json",
    tag: "This document",
    summary: "The API as OpenAPI 3.1, made from the schemas that check requests",
    public: true,
    answers: { 200: z.record(z.string(), z.unknown()) },
    handle: () => {
      made ??= openApiDocument([...others, self], { version: packageFile.version });
      return { status: 200, body: made };
    },
  });
  return self;
}
