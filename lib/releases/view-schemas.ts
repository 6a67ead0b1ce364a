import { z } from "zod";
import { line } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { filterQuery, readReleaseFilter } from "./list-schemas";

/** So many views a person keeps. */
export const mostViews = 50;

/** The query of an address of the portfolio, kept in one order. */
const ViewQuery = z
  .string({ error: () => "expected the query of an address of the portfolio" })
  .max(2000, { error: "expected at most 2000 characters" })
  .transform((text, context) => {
    const given = [...new URLSearchParams(text)].filter(([, value]) => value !== "");
    const { filter } = readReleaseFilter(Object.fromEntries(given));
    const wrong = given.flatMap(([name], index) => {
      const isRepeated = given.findIndex(([other]) => other === name) !== index;
      return Object.hasOwn(filter, name) && !isRepeated ? [] : [name];
    });
    const query = filterQuery(filter);
    if (wrong.length > 0)
      context.addIssue({
        code: "custom",
        message: `expected conditions of the portfolio, not ${wrong.join(", ")}`,
      });
    else if (query === "") context.addIssue({ code: "custom", message: "expected at least one condition" });
    return query;
  })
  .meta({ description: "Query of an address of the portfolio", examples: ["status=blocked&team=search"] });

const Name = line(60);
const Shared = z.boolean({ error: () => "expected true or false" });

export const SaveView = z.strictObject({
  name: Name,
  query: ViewQuery,
  shared: Shared.default(false).meta({ description: "Shown to everybody here" }),
});

const Id = z.uuid({ error: () => "expected the id of a view" });

export const ChangeView = z
  .strictObject({
    id: Id,
    name: Name.optional(),
    query: ViewQuery.optional(),
    shared: Shared.optional(),
    expected: Expected,
    position: z
      .int({ error: () => "expected a whole number" })
      .min(0, { error: "expected a whole number from 0 on" })
      .max(mostViews, { error: `expected a whole number up to ${mostViews}` })
      .optional()
      .meta({ description: "Its place among one's own, from 0" }),
  })
  .refine(({ id: _id, expected: _expected, ...change }) => Object.keys(change).length > 0, {
    error: "expected at least one of name, query, shared, position",
  });

export const RemoveView = z.strictObject({ id: Id });

export const ViewAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  isOwn: z.boolean(),
  owner: z.strictObject({ name: z.string(), email: z.string() }),
});
export type SavedView = z.output<typeof ViewAnswer>;
