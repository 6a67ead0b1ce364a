import { type Answer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
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
    slug === undefined ? "/drills" : path`/releases/${slug}/drills`,
  );
  const row = (drill: Answer): string[] => {
    const gaps = listOf(drill, "gaps").map((gap) => textOf(gap, "message"));
    const stale = drill["isOfCurrentPlan"] === false ? " (of an earlier plan)" : "";
    const state = paintStatus(io, textOf(drill, "state")) + stale;
    return [
      utc(textOf(drill, "startedAt")),
      findText(findAnswer(drill, "release") ?? {}, "slug") ?? "",
      textOf(drill, "level"),
      failureWords(drill),
      gaps.length === 0 ? state : `${state}: ${gaps.join(" ")}`,
    ];
  };
  if (flags.has("json")) printJson(io, { items });
  else if (items.length === 0)
    io.write(
      `Nothing was drilled.\nNext: countersign drill start ${slug ?? "SLUG"} --level dry-run --failure step-change --criterion KEY\n`,
    );
  else
    io.write(
      columns([["STARTED", "RELEASE", "LEVEL", "FAILURE", "RESULT"], ...items.map(row)], { width: 140 }),
    );
  return exits.ok;
}

function failureWords(drill: Answer): string {
  const failure = findText(drill, "failure");
  return failure === null ? "none" : `${failure} of ${findText(drill, "criterion") ?? ""}`;
}
