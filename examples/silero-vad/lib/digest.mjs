import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** @param {Buffer | string} bytes */
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {string} path */
export const sha256OfFile = (path) => sha256(readFileSync(path));
