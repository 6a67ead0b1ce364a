"use client";

import type { ReactElement } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import type { Slot } from "@/lib/policy/model";

/** One slot of a row: how many, in which roles; roles are alternatives. */
export function SlotFields({
  slot,
  roles,
  onChange,
  remove,
}: {
  slot: Slot;
  roles: readonly { key: string; title: string }[];
  onChange: (slot: Slot) => void;
  /** null: it is the row's only one. */
  remove: (() => void) | null;
}): ReactElement {
  const toggle = (key: string) =>
    onChange({
      ...slot,
      roles: slot.roles.includes(key) ? slot.roles.filter((role) => role !== key) : [...slot.roles, key],
    });
  const setAuthor = (allowed: boolean) => {
    const { allowAuthor: _was, ...rest } = slot;
    onChange(allowed ? { ...rest, allowAuthor: true } : rest);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
      <label className="inline-flex items-center gap-1.5">
        <input
          type="number"
          min={1}
          max={20}
          value={slot.count}
          onChange={(event) => onChange({ ...slot, count: Number(event.target.value) })}
          className="tabular h-7 w-14 rounded-md border border-edge bg-surface px-2"
        />
        <span className="text-ink-2">of</span>
      </label>
      <div role="group" aria-label="Roles" className="flex min-w-0 flex-wrap gap-1">
        {roles.map(({ key, title }) => {
          const isOn = slot.roles.includes(key);
          return (
            <button
              key={key}
              type="button"
              aria-pressed={isOn}
              onClick={() => toggle(key)}
              className={cx(
                "min-h-7 rounded-full border px-2.5 text-xs pointer-coarse:min-h-10",
                isOn
                  ? "border-accent bg-accent-soft font-medium text-accent"
                  : "border-line-strong text-ink-2 hover:bg-hover",
              )}
            >
              {title}
            </button>
          );
        })}
      </div>
      <label className="inline-flex items-center gap-1.5 text-ink-2">
        <input
          type="checkbox"
          checked={slot.allowAuthor === true}
          onChange={(event) => setAuthor(event.target.checked)}
        />
        an author may
      </label>
      {remove !== null && (
        <Button size="sm" look="quiet" onClick={remove}>
          Not asked
        </Button>
      )}
    </div>
  );
}
