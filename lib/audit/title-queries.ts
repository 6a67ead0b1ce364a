import type { Reader } from "@/lib/platform/db";
import { isId } from "@/lib/platform/ids";
import type { Template } from "@/lib/releases/template-parse";
import { loadTemplate } from "@/lib/releases/template-stages";
import type { EntryView } from "./schemas";
import type { EntryTitles } from "./titles-model";

/** By what entries of many releases are said in words. */
export interface TitlesOfEntries {
  /** Titles of releases, by slug. */
  releases: ReadonlyMap<string, string>;
  of: (entry: EntryView) => EntryTitles;
}

const personal = ["person", "principal", "delegate", "champion", "owner"] as const;

/** What the given entries, which the reader sees, name by key or id. */
export async function readTitles(db: Reader, entries: readonly EntryView[]): Promise<TitlesOfEntries> {
  const slugs = distinct(entries.map(({ release }) => release));
  const keys = distinct(entries.map(({ payload }) => textIn(payload["component"]) ?? textIn(payload["key"])));
  const ids = distinct(entries.flatMap(({ subjects }) => personal.map((name) => subjects[name]))).filter(
    isId,
  );
  const [releases, components, people] = await Promise.all([
    slugs.length === 0
      ? []
      : db.release.findMany({
          where: { slug: { in: slugs } },
          select: { slug: true, title: true, templateVersionId: true },
        }),
    keys.length === 0
      ? []
      : db.componentVersion.findMany({
          where: { validTo: null, component: { key: { in: keys } } },
          select: { title: true, component: { select: { key: true } } },
        }),
    ids.length === 0
      ? []
      : db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
  ]);
  const shared = {
    components: new Map(components.map(({ title, component: { key } }) => [key, title])),
    people: new Map(people.map(({ id, name }) => [id, name])),
  };
  const bySlug = new Map<string, EntryTitles>();
  for (const { slug, templateVersionId } of releases)
    bySlug.set(slug, { ...shared, ...titlesIn(await loadTemplate(db, templateVersionId)) });
  const none = { ...shared, stages: new Map(), gates: new Map(), requirements: new Map() };
  return {
    releases: new Map(releases.map(({ slug, title }) => [slug, title])),
    of: ({ release }) => (release === null ? undefined : bySlug.get(release)) ?? none,
  };
}

function titlesIn({ stages }: Template): Pick<EntryTitles, "stages" | "gates" | "requirements"> {
  const gates = stages.flatMap((stage) => stage.gates);
  return {
    stages: new Map(stages.map(({ key, title }) => [key, title])),
    gates: new Map(gates.map(({ key, title }) => [key, title])),
    requirements: new Map(
      gates.flatMap((gate) =>
        gate.requirements.flatMap(({ key, title }): [string, string][] =>
          title === undefined ? [] : [[`${gate.key}/${key}`, title]],
        ),
      ),
    ),
  };
}

function distinct(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== null && value !== undefined))];
}

function textIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
