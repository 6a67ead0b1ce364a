import { createServer } from "node:http";
import next from "next";

// The framework as the product starts it, with nothing before it.
const port = Number(process.env["PORT"]);
const app = next({ dev: false, hostname: "127.0.0.1", port, dir: process.cwd() });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.keepAliveTimeout = 65_000;
server.listen(port, "127.0.0.1", () => process.send?.("ready"));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
