import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { answerTo, apiBase, type RouteHandler } from "@/lib/platform/web";
import { testSite } from "@/lib/testing/api";
import { useSite } from "@/lib/platform/site";
import { allEndpoints } from "./all";

const base = join(dirname(fileURLToPath(import.meta.url)), "..");
const routeFiles = readdirSync(base, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith("route.ts"),
);
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

interface Route {
  path: string;
  handlers: Partial<Record<string, RouteHandler>>;
}

async function readRoutes(): Promise<Route[]> {
  return Promise.all(
    routeFiles.map(async (file) => {
      const folder = dirname(file);
      const path = `/${folder.replaceAll("\\", "/").replace(/\[(\w+)\]/g, "{$1}")}`;
      return { path, handlers: (await import(join(base, file))) as Route["handlers"] };
    }),
  );
}

/** A method is served where it is not refused as unknown to the address; nobody is signed in, so nothing is done. */
async function isServed({ path, handlers }: Route, method: string): Promise<boolean> {
  const address = `${testSite.url}${apiBase}${path.replace(/\{\w+\}/g, "x")}`;
  const response = await handlers[method]?.(
    new Request(address, { method, headers: { host: "elsewhere.example" } }),
  );
  return response !== undefined && response.status !== 405;
}

describe("the routes of the public API", () => {
  test("are the endpoints, each with its file and each file with its endpoint", async () => {
    useSite(testSite);
    const served: string[] = [];
    for (const route of await readRoutes()) {
      if (route.path.includes("[...")) continue;
      for (const method of methods) if (await isServed(route, method)) served.push(`${method} ${route.path}`);
    }
    expect(served.sort()).toEqual(allEndpoints.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test("stand once each", () => {
    const names = allEndpoints.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test("answer 405 with what is allowed, and 404 where there is nothing", async () => {
    useSite(testSite);
    const never = () => {
      throw new Error("no kernel is needed");
    };
    const request = (method: string) =>
      new Request(`${testSite.url}${apiBase}/openapi.json`, { method, headers: { host: "localhost:3000" } });
    const endpoints = allEndpoints.filter(({ path }) => path === "/openapi.json");
    const refused = await answerTo(request("DELETE"), endpoints, never);
    expect(refused.status).toBe(405);
    expect(refused.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    const missing = await answerTo(request("GET"), [], never);
    expect(missing.status).toBe(404);
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("the OpenAPI document", () => {
  const documented = async () => {
    useSite(testSite);
    const endpoint = allEndpoints.find(({ path }) => path === "/openapi.json");
    const request = new Request(`${testSite.url}${apiBase}/openapi.json`, {
      headers: { host: "localhost:3000" },
    });
    const response = await answerTo(request, endpoint === undefined ? [] : [endpoint], () => ({}) as never);
    expect(response.status).toBe(200);
    return (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
    };
  };

  test("validates against the schema of OpenAPI 3.1", async () => {
    const document = await documented();
    const result = await new Validator().validate(document);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe("3.1.0");
  });

  test("holds every endpoint, with names of their own and the problem answer", async () => {
    const { paths } = await documented();
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        operation,
      })),
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(
      allEndpoints.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ operation }) => !("default" in operation.responses))).toEqual([]);
  });

  test("is refused by the validator once it is broken", async () => {
    const document = await documented();
    const result = await new Validator().validate({
      ...document,
      paths: { "/x": { get: { responses: "none" } } },
    });
    expect(result.valid).toBe(false);
  });
});

test("every route file lies where its address says", () => {
  expect(routeFiles.length).toBeGreaterThan(10);
  expect(
    routeFiles.map((file) => relative(base, join(base, file))).filter((file) => file.includes("_endpoints")),
  ).toEqual([]);
});
