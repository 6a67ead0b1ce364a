import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Icon, iconNames } from "@/components/ui/icon";
import { colourGroups, radii, shadows, textSizes } from "@/components/ui/tokens";

export function Colours(): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      {colourGroups.map(({ title, says, names }) => (
        <div key={title}>
          <h3 className="text-sm font-medium">{title}</h3>
          <p className="pb-2 text-xs text-ink-3">{says}</p>
          <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7">
            {names.map((name) => (
              <li key={name} className="overflow-hidden rounded-md border border-line bg-surface">
                <div className="h-9 border-b border-line" style={{ background: `var(--color-${name})` }} />
                <code className="block truncate px-2 py-1 font-mono text-2xs text-ink-2" title={name}>
                  {name}
                </code>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

const sizeClass: Record<(typeof textSizes)[number], string> = {
  "2xs": "text-2xs",
  xs: "text-xs",
  sm: "text-sm",
  base: "text-base",
  lg: "text-lg",
  xl: "text-xl",
};

export function Type(): ReactElement {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <dl className="grid grid-cols-[4rem_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">
        {textSizes.map((size) => (
          <div key={size} className="contents">
            <dt className="font-mono text-xs text-ink-3">{size}</dt>
            <dd className={sizeClass[size]}>Released, and by whom</dd>
          </div>
        ))}
        <dt className="font-mono text-xs text-ink-3">tabular</dt>
        <dd className="tabular text-sm">
          1,204.50
          <br />
          9,871.11
        </dd>
        <dt className="font-mono text-xs text-ink-3">mono</dt>
        <dd className="font-mono text-sm">sha256:1a15…</dd>
      </dl>
      <ul className="flex flex-wrap content-start gap-3">
        {radii.map((name) => (
          <li
            key={name}
            className="flex size-20 items-center justify-center border border-line-strong bg-surface text-xs text-ink-2"
            style={{ borderRadius: `var(--radius-${name})` }}
          >
            {name}
          </li>
        ))}
        {shadows.map((name) => (
          <li
            key={name}
            className="flex size-20 items-center justify-center rounded-md bg-raised text-xs text-ink-2"
            style={{ boxShadow: `var(--shadow-${name})` }}
          >
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Marks(): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-end gap-6">
        {([16, 22, 32, 64] as const).map((size) => (
          <Logo key={size} size={size} />
        ))}
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-1">
        {iconNames.map((name) => (
          <li key={name} className="flex items-center gap-2 py-1 text-xs text-ink-2">
            <Icon name={name} className="text-ink" />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
