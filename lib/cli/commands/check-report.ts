import { type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { readDocumentFile } from "@/lib/cli/files";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { paintStatus, printJson } from "@/lib/cli/text";

/** Exit status 0 says that the result was recorded, whichever it is. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values, flags } = invocation;
  const [release, name, bundle, status] = [
    required(invocation, "release"),
    required(invocation, "name"),
    required(invocation, "bundle"),
    required(invocation, "status"),
  ];
  const { summary, url, evidence } = values;
  const body = {
    name,
    bundleDigest: bundle,
    status,
    ...(summary === undefined ? {} : { summary }),
    ...(url === undefined ? {} : { url }),
    ...(evidence === undefined ? {} : { evidence: await readEvidence(io, evidence) }),
  };
  const reply = await invocation.api().post(path`/releases/${release}/checks`, body);
  if (flags.has("json")) printJson(io, reply.body);
  else io.write(`Reported ${name}: ${paintStatus(io, status)}, for ${bundle} in ${release}.\n`);
  return exits.ok;
}

async function readEvidence(io: Io, file: string): Promise<object> {
  const { name, bytes } = await readDocumentFile(io, file);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw wrongUsage(
      `${name} is no JSON: ${error instanceof Error ? error.message : "it cannot be read"}`,
      "Evidence is a JSON object.",
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw wrongUsage(`${name} holds no JSON object.`, 'Evidence is a JSON object, such as {"f1": 0.975}.');
}
