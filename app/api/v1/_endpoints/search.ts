import { search } from "@/lib/search/queries";
import { SearchAnswer, SearchQuery } from "@/lib/search/schemas";
import { endpoint } from "@/lib/platform/web";

export const getSearch = endpoint({
  method: "GET",
  path: "/search",
  tag: "Search",
  summary: "Releases, components, templates, people and teams by words of their names",
  description:
    "Only what the caller may see. Case and accents make no difference; at most the first six words count.",
  query: SearchQuery,
  answers: { 200: SearchAnswer },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await search(kernel.db.prisma, { actor, q: query.q }),
  }),
});

export const searchEndpoints = [getSearch];
