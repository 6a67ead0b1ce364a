import { type Answer, asAnswer, findText, listOf } from "@/lib/cli/answers";
import { type Api, path } from "@/lib/cli/http";

/** The items of a list one after the other: pages are the server's, not the reader's. */
export async function* itemsOf(api: Api, list: string): AsyncGenerator<Answer> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Answer = asAnswer(
      (await api.get(`${list}?limit=100${cursor === "" ? "" : path`&cursor=${cursor}`}`)).body,
    );
    yield* listOf(page, "items");
    cursor = findText(page, "nextCursor");
  }
}

export async function allOf(api: Api, list: string): Promise<Answer[]> {
  const items: Answer[] = [];
  for await (const item of itemsOf(api, list)) items.push(item);
  return items;
}
