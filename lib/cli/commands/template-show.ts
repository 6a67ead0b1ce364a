import { stringify } from "yaml";

import { asAnswer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure } from "@/lib/cli/failure";
import { type Api, path } from "@/lib/cli/http";
import { nearest } from "@/lib/cli/nearest";
import { printJson } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const key = argument(invocation, "KEY");
  const api = invocation.api();
  const version = invocation.arguments["VERSION"] ?? (await latestVersion(api, key));
  const reply = await api.get(path`/templates/${key}/versions/${version}`);
  if (flags.has("json")) {
    printJson(io, reply.body);
    return exits.ok;
  }
  const answer = asAnswer(reply.body);
  const digest = findText(answer, "digest");
  io.write(`# ${key}, version ${version}${digest === null ? "" : `, ${digest}`}\n`);
  io.write(stringify(findAnswer(answer, "document") ?? answer, { lineWidth: 110 }));
  return exits.ok;
}

async function latestVersion(api: Api, key: string): Promise<string> {
  const keys = new Set<string>();
  let latest = 0;
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = asAnswer(
      (await api.get(`/templates?limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`))
        .body,
    );
    for (const item of listOf(page, "items")) {
      keys.add(textOf(item, "key"));
      if (item["key"] === key)
        latest = Math.max(latest, Number(findText(item, "version") ?? findText(item, "latest") ?? "0"));
    }
    cursor = findText(page, "nextCursor");
  }
  if (latest > 0) return String(latest);
  const meant = nearest(key, [...keys]);
  throw new Failure(
    exits.refused,
    `There is no template ${JSON.stringify(key)}.${meant === null ? "" : ` Did you mean ${meant}?`}`,
    [
      keys.size === 0
        ? "None is published yet: countersign template publish FILE"
        : `There are ${[...keys].sort().join(", ")}.`,
    ],
  );
}
