/** Tabs of a release's page that can be shown as of a past moment, and what they are called; `rights` is a page of its own now. */
export const pastTabs = [
  ["", "Overview"],
  ["readiness", "Readiness"],
  ["plan", "Plan"],
  ["criteria", "Criteria"],
  ["bundle", "Bundle"],
  ["rollout", "Rollout"],
  ["rollbacks", "Rollbacks"],
  ["roles", "Roles"],
  ["rights", "Who decides"],
  ["checks", "Checks"],
  ["timeline", "Timeline"],
] as const;
export type PastTab = (typeof pastTabs)[number][0];

const names: readonly string[] = pastTabs.map(([name]) => name);

/** Null where there is no such tab. */
export function readPastTab(name: string): PastTab | null {
  return names.includes(name) ? (name as PastTab) : null;
}

/** What stands in an address in place of a release's slug, so that each link on its page leads to that page as of the same moment. */
export function pastSlug(slug: string, at: string): string {
  return `${slug}/at/${at}`;
}

/** The address of a tab as of a moment, RFC 3339. */
export function pastHref(slug: string, at: string, tab: PastTab = ""): string {
  return `/releases/${pastSlug(slug, at)}${tab === "" ? "" : `/${tab}`}`;
}

/** The address of the same tab now. */
export function presentHref(slug: string, tab: PastTab): string {
  if (tab === "rights") return `/rights?of=release:${slug}`;
  return `/releases/${slug}${tab === "" ? "" : `/${tab}`}`;
}

/** Where what is shown as of a moment is routed, which is no address for people; null: it is not. */
export function pastRoute(pathname: string): string | null {
  const [, slug, at, tab] = /^\/releases\/([^/]+)\/at\/([^/]+)((?:\/[^/]+)?)\/?$/.exec(pathname) ?? [];
  return slug === undefined || at === undefined ? null : `/past/${slug}/${at}${tab ?? ""}`;
}

/** Where a release's page leads that is asked for with `?at=`; null: it is not. */
export function pastRedirect(pathname: string, search: URLSearchParams): string | null {
  const at = search.get("at");
  const [, slug, tab = ""] = /^\/releases\/([^/]+)(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  const shown = readPastTab(tab);
  if (at === null || slug === undefined || shown === null || slug === "new") return null;
  const kept = new URLSearchParams(search);
  kept.delete("at");
  const path = pastHref(slug, encodeURIComponent(at), shown);
  return kept.size === 0 ? path : `${path}?${kept.toString()}`;
}
