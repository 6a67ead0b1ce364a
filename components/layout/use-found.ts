"use client";

import { useEffect, useState } from "react";
import type { IconName } from "@/components/ui/icon";
import { wordsOf } from "@/lib/search/rank-rules";
import type { Line } from "./palette-lines";

export type FoundLine = Line & { href: string };

interface FoundGroup {
  title: string;
  lines: FoundLine[];
}

type Kind = "rollback" | "release" | "component" | "template" | "person" | "team";
interface Item {
  kind: Kind;
  key: string;
  title: string;
  detail: string;
}

const kinds: Record<Kind, { title: string; icon: IconName; href: (key: string) => string }> = {
  rollback: { title: "Under way", icon: "history", href: (key) => `/rollbacks/${key}` },
  release: { title: "Releases", icon: "portfolio", href: (key) => `/releases/${key}` },
  component: { title: "Components", icon: "components", href: (key) => `/components/${key}` },
  template: { title: "Templates", icon: "templates", href: (key) => `/templates/${key}` },
  person: {
    title: "People",
    icon: "person",
    href: (key) => `/settings/people/${encodeURIComponent(key)}`,
  },
  team: { title: "Teams", icon: "team", href: (key) => `/settings/teams/${key}` },
};

/** How long typing must rest before the server is asked. */
const restMs = 120;

/** What the server finds for what is typed; what was found before stays until the next answer. */
export function useFound(typed: string): { groups: FoundGroup[]; isLate: boolean; failed: boolean } {
  const [answer, setAnswer] = useState<{ q: string; items: readonly Item[]; failed: boolean }>({
    q: "",
    items: [],
    failed: false,
  });
  const q = wordsOf(typed).join(" ");
  useEffect(() => {
    if (q === "") return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void ask(q, stop.signal).then((items) => {
        if (!stop.signal.aborted) setAnswer({ q, items: items ?? [], failed: items === null });
      });
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  const items = q === "" ? [] : answer.items;
  return {
    groups: (Object.keys(kinds) as Kind[]).map((kind) => ({
      title: kinds[kind].title,
      lines: items.filter((item) => item.kind === kind).map(toLine),
    })),
    isLate: q !== "" && answer.q !== q,
    failed: q !== "" && answer.failed,
  };
}

function toLine({ kind, key, title, detail }: Item): FoundLine {
  const { icon, href } = kinds[kind];
  return { id: `${kind} ${key}`, label: title, beside: detail, icon, href: href(key) };
}

async function ask(q: string, signal: AbortSignal): Promise<Item[] | null> {
  try {
    const response = await fetch(`/api/v1/search?q=${encodeURIComponent(q)}`, { signal });
    if (!response.ok) return null;
    const { items }: { items: Item[] } = await response.json();
    return items;
  } catch {
    return null;
  }
}
