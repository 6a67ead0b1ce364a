import { asAnswer, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { printJson } from "@/lib/cli/text";

/** The document as it was published, comments included, so that it can be changed and published again. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const key = argument(invocation, "KEY");
  const api = invocation.api();
  const version =
    invocation.arguments["VERSION"] ??
    textOf(asAnswer((await api.get(path`/templates/${key}`)).body), "latest");
  const at = path`/templates/${key}/versions/${version}`;
  if (flags.has("json")) printJson(io, (await api.get(at)).body);
  else io.write(`# ${key}, version ${version}\n${await api.getText(at, "application/yaml")}`);
  return exits.ok;
}
