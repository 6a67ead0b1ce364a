import { findText } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation } from "@/lib/cli/command";
import { readObject } from "@/lib/cli/documents";
import { stateOf, told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io } = invocation;
  const body = await readObject(io, argument(invocation, "FILE"));
  const api = invocation.api();
  const reply = await api.post("/releases", body);
  return told(invocation, reply, (answer) => {
    const slug = findText(answer, "slug") ?? findText(body, "slug") ?? "";
    return `Created ${slug}${stateOf(answer)}: ${api.url}/releases/${slug}\nNext: countersign release status ${slug}\n`;
  });
}
