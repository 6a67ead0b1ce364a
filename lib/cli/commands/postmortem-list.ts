import { type Answer, findAnswer, findText, textOf } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { allOf } from "@/lib/cli/lists";
import { utc } from "@/lib/cli/moments";
import { columns, paintStatus, printJson } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const slug = invocation.arguments["SLUG"];
  const items = await allOf(
    invocation.api(),
    slug === undefined ? "/post-mortems" : path`/releases/${slug}/post-mortems`,
  );
  const row = (item: Answer): string[] => [
    textOf(item, "id"),
    utc(textOf(item, "openedAt")),
    findText(findAnswer(item, "release") ?? {}, "slug") ?? "",
    textOf(item, "kind"),
    paintStatus(io, textOf(item, "state")),
    `${String(item["answered"])} of 5`,
    String(item["openActions"]),
  ];
  if (flags.has("json")) printJson(io, { items });
  else if (items.length === 0) io.write("Nothing had to be learned yet.\n");
  else
    io.write(
      columns([["ID", "OPENED", "RELEASE", "OF", "STATE", "ANSWERED", "OPEN ACTIONS"], ...items.map(row)], {
        width: 160,
      }),
    );
  return exits.ok;
}
