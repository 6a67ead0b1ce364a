import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Kernel } from "@/lib/platform/command";
import { apiBase } from "@/lib/platform/web";
import { testApi, testSite } from "./api";

/** The public API on a kernel, behind a real port of the loopback interface: for processes of their own. */
export async function serveApi(kernel: Kernel) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "GET", url: path = "", headers } = request;
      const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" && name !== "host" && name !== "connection" ? [[name, value]] : [],
      );
      const body = method === "GET" ? {} : { body: Buffer.concat(chunks) };
      const asked = path.slice(apiBase.length);
      void api.request(method, asked, { headers: Object.fromEntries(given), ...body }).then((answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(answer.body === undefined || answer.status === 204 ? "" : JSON.stringify(answer.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = testApi(kernel, { as: { ...testSite, url } });
  return {
    url,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
