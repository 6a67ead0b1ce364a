import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { ReleaseHead } from "@/components/releases/release-head";
import { trackOf } from "@/components/releases/stage-track";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { TabRow } from "@/components/ui/tab-row";
import { isOverdue } from "@/lib/gates/obligations";
import { pastHref, type PastTab, pastTabs, presentHref, readPastTab } from "@/lib/releases/past-address";
import { getPast, isShown, momentOf, type Past } from "../../../_data";
import { Tab, type TabSearch } from "../../../_tabs/tab";

interface Props {
  params: Promise<{ slug: string; at: string; tab?: string[] }>;
  searchParams: Promise<TabSearch>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, at, tab = [] } = await params;
  const past = await getPast(slug, momentOf(at));
  if (!isShown(past)) return { title: "As of no moment" };
  const [, shown = ""] = pastTabs.find(([name]) => name !== "" && name === tab[0]) ?? [];
  return { title: `${shown === "" ? "" : `${shown} · `}${past.view.title} as it was` };
}

/** Any tab of a release as of a moment: nothing on it does anything. */
export default async function PastPage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug, at, tab: path = [] } = await params;
  const tab = path.length > 1 ? null : readPastTab(path[0] ?? "");
  if (tab === null) notFound();
  const past = await getPast(slug, momentOf(at));
  if (!isShown(past))
    return (
      <Card className="p-0">
        <Empty
          title="There is nothing to show of this moment"
          action={
            <Link href={presentHref(slug, tab)} prefetch={false} className="link">
              Back to now
            </Link>
          }
        >
          {past.reason}
        </Empty>
      </Card>
    );
  return (
    <>
      <Head past={past} />
      <TabRow label="Release">
        {pastTabs.map(([name, label]) => (
          <li key={name}>
            <Link
              href={pastHref(slug, past.at.toISOString(), name)}
              prefetch={false}
              aria-current={name === tab ? "page" : undefined}
              className="tab"
            >
              {label}
            </Link>
          </li>
        ))}
      </TabRow>
      <div className="pt-4">
        <Tab tab={tab satisfies PastTab} past={past} search={await searchParams} />
      </div>
    </>
  );
}

function Head({ past: { slug, view, reader } }: { past: Past }): ReactElement {
  const { title, state, restricted, holds, freezes, underWay, stages, slug: page } = view;
  const open = view.obligations.filter(({ closure, kind }) => closure === null && kind !== "evidence");
  const owed = {
    glass: open.filter(({ kind }) => kind !== "condition" && kind !== "action").length,
    overdue: open.filter(
      (each) => (each.kind !== "condition" || state === "active") && isOverdue(each, reader.now),
    ).length,
  };
  const steps = trackOf(stages, {
    isActive: state === "active",
    href: (key) => `/releases/${page}/readiness#stage-${key}`,
  });
  return (
    <ReleaseHead
      release={{ slug, title, state, restricted, holds, freezes, underWay, steps, owed }}
      page={page}
      reader={reader}
      live={null}
      primary={null}
    />
  );
}
