"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { KeyHint } from "@/components/ui/key-hint";
import { closeSheet } from "@/components/ui/sheet-store";
import { best, fit, wordsOf } from "@/lib/search/rank-rules";
import { paletteId } from "./command-ids";
import { actsOfPage, generalLines, type Line } from "./palette-lines";
import type { PreferenceName, Preferences } from "./preferences";
import { type FoundLine, useFound } from "./use-found";

interface Props {
  preferences: Preferences;
  keep: (name: PreferenceName, value: string) => void;
}

/** Everything one can go to or do, by typing. */
export default function Palette({ preferences, keep }: Props): ReactElement {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const found = useFound(typed);
  const close = (): void => closeSheet(paletteId);
  const [ofPage] = useState(actsOfPage);
  const general = useMemo(() => generalLines({ preferences, keep }), [preferences, keep]);
  const isAsking = wordsOf(typed).length > 0;
  const fitting = (lines: readonly Line[], most: number) =>
    isAsking
      ? best(lines, ({ label, beside }) => fit(typed, label, beside), most)
      : lines.filter(({ quiet }) => quiet !== true).slice(0, most);
  const pick = (line: Line): void => {
    close();
    if ("href" in line) router.push(line.href);
    // After the dialog has given the focus back, so that what opens next finds it there.
    else setTimeout(line.run, 0);
  };
  const groups: { title: string; lines: Line[] }[] = [
    { title: "On this page", lines: fitting(ofPage, 5) },
    { title: "Go to", lines: fitting(general.places, 8) },
    ...found.groups,
    { title: "Do", lines: fitting(general.acts, 8) },
  ];
  const count = groups.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title="Search and commands" hideTitle fromTop>
      <Command
        shouldFilter={false}
        loop
        label="Search and commands"
        className="flex max-h-[inherit] flex-col"
      >
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Icon name="search" className="text-ink-3" />
          <Command.Input
            value={typed}
            onValueChange={setTyped}
            placeholder="A release, component, person, or what to do…"
            maxLength={200}
            autoFocus
            className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
          />
          <KeyHint keys="Esc" />
        </div>
        <Command.List
          label="Results"
          className="max-h-[min(24rem,60dvh)] overflow-y-auto overscroll-contain p-1.5"
        >
          {groups.map(({ title, lines }) => (
            <Group key={title} title={title} lines={lines} pick={pick} />
          ))}
        </Command.List>
        <p role="status" className={count > 0 ? "unseen" : "px-4 pt-2 pb-5 text-sm text-ink-2"}>
          {words({ count, isAsking, found })}
        </p>
      </Command>
    </Dialog>
  );
}

function words({
  count,
  isAsking,
  found,
}: {
  count: number;
  isAsking: boolean;
  found: { isLate: boolean; failed: boolean };
}): string {
  if (found.failed) return "The search does not answer; try again in a moment.";
  if (found.isLate) return "Searching…";
  if (count === 0) return "Nothing that you may see is called that.";
  return isAsking ? `${count} found` : "";
}

function Group({
  title,
  lines,
  pick,
}: {
  title: string;
  lines: readonly (Line | FoundLine)[];
  pick: (line: Line) => void;
}): ReactElement | null {
  if (lines.length === 0) return null;
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {lines.map((line) => (
        <Command.Item
          key={line.id}
          value={line.id}
          onSelect={() => pick(line)}
          className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover pointer-coarse:min-h-11"
        >
          <Icon name={line.icon} className="text-ink-3" />
          <Words line={line} />
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Words({ line: { label, beside, keys } }: { line: Line }): ReactNode {
  return (
    <>
      <span className="min-w-0 truncate">{label}</span>
      {beside !== undefined && <span className="min-w-0 shrink truncate text-xs text-ink-3">{beside}</span>}
      {keys !== undefined && <KeyHint keys={keys} className="ml-auto" />}
    </>
  );
}
