import type { Effort } from "./effort";
import { burst } from "./load";
import { mb, type Measured } from "./report";
import { sample } from "./sample";
import { signIn, type Workspace } from "./workspace";

/** What the web process holds after many requests of its pages in turn, against after a tenth of them. */
export async function memory(workspace: Workspace, { requests }: Effort): Promise<Measured[]> {
  const { databaseUrl, slug, email } = await sample(workspace);
  const server = await workspace.site(databaseUrl);
  const headers = await signIn(server, email);
  const paths = ["/", `/releases/${slug}`, `/releases/${slug}/readiness`, "/inbox"];
  const [idle, few, full] = [
    await server.used(),
    await after(requests[0]),
    await after(requests[1] - requests[0]),
  ];
  const figure = ({ rssBytes, heapBytes }: typeof idle) =>
    `${mb(rssBytes)} resident, ${mb(heapBytes)} live heap`;
  await server.stop();
  return [
    { measure: "memory of the web process, before a request", figure: mb(idle.rssBytes) },
    {
      measure: `memory after ${requests[1]} requests`,
      figure: figure(full),
      floor: `after ${requests[0]}: ${figure(few)}`,
      ratio: full.rssBytes / few.rssBytes,
    },
  ];

  async function after(count: number) {
    for (const path of paths)
      await burst(
        { name: path, server, path, headers },
        { count: Math.ceil(count / paths.length), atOnce: 4 },
      );
    const { rssBytes } = await server.used();
    return { ...(await server.used({ collected: true })), rssBytes };
  }
}
