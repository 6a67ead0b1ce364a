import {
  filterQuery,
  portfolioHref,
  readReleaseFilter,
  type ReleaseFilter,
} from "@/lib/releases/list-schemas";
import type { SavedView } from "@/lib/releases/view-schemas";
import { withoutDefaults } from "./portfolio-words";

export interface ViewTab {
  key: string;
  label: string;
  href: string;
  /** null where it is not counted. */
  count: number | null;
  isCurrent: boolean;
  /** Who shares it, of another's view. */
  sharedBy: string | null;
}

type Counts = Record<"inFlight" | "waiting" | "blocked" | "onHold" | "ready" | "overdue", number>;

const builtIn: readonly { key: string; label: string; filter: ReleaseFilter; count: keyof Counts | null }[] =
  [
    { key: "in-flight", label: "In flight", filter: {}, count: "inFlight" },
    { key: "waiting", label: "Waiting on me", filter: { waiting: "me" }, count: "waiting" },
    { key: "blocked", label: "Blocked", filter: { status: "blocked" }, count: "blocked" },
    { key: "on-hold", label: "On hold", filter: { status: "on-hold" }, count: "onHold" },
    { key: "ready", label: "Ready to advance", filter: { status: "ready" }, count: "ready" },
    { key: "overdue", label: "Overdue", filter: { overdue: "yes" }, count: "overdue" },
    { key: "ended", label: "Ended", filter: { state: "ended" }, count: null },
  ];

/** The views above the list: those that come with the product, one's own in their order, then what others share. */
export function viewTabs(
  filter: ReleaseFilter,
  { counts, saved }: { counts: Counts; saved: readonly SavedView[] },
): ViewTab[] {
  const here = filterQuery(withoutDefaults(filter));
  const kept = saved.map((view) => ({ ...view, filter: filterOf(view.query) }));
  const tabs = [
    ...builtIn.map(({ key, label, filter: own, count }) => ({
      key,
      label,
      filter: own,
      count: count === null ? null : counts[count],
      sharedBy: null,
    })),
    ...kept.map(({ id, name, filter: own, isOwn, owner }) => ({
      key: id,
      label: name,
      filter: own,
      count: null,
      sharedBy: isOwn ? null : owner.name,
    })),
  ];
  return tabs.map(({ filter: own, ...tab }) => ({
    ...tab,
    href: portfolioHref(withoutDefaults(own)),
    isCurrent: filterQuery(withoutDefaults(own)) === here,
  }));
}

function filterOf(query: string): ReleaseFilter {
  return readReleaseFilter(Object.fromEntries(new URLSearchParams(query))).filter;
}
