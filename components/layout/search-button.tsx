"use client";

import type { ReactElement } from "react";
import { prepareDialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { KeyHint } from "@/components/ui/key-hint";
import { openSheet } from "@/components/ui/sheet-store";
import { paletteId } from "./command-ids";
import { preparePalette } from "./prepare-palette";

function prepare(): void {
  prepareDialog();
  preparePalette();
}

/** Opens the palette. */
export function SearchButton({ command }: { command: string }): ReactElement {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={() => openSheet(paletteId)}
      className="inline-flex size-8 items-center justify-center gap-2 rounded-md text-ink-2 hover:bg-hover hover:text-ink md:w-auto md:px-2 lg:h-7.5 lg:justify-start lg:border lg:border-line lg:bg-surface lg:text-sm lg:hover:border-line-strong pointer-coarse:size-10 lg:pointer-coarse:h-9 lg:pointer-coarse:w-auto"
    >
      <Icon name="search" />
      <span className="max-lg:unseen">Search</span>
      <KeyHint keys={`${command} K`} className="ml-auto max-lg:hidden" />
    </button>
  );
}
