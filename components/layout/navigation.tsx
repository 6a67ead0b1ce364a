import type { ReactElement } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import { NavLink } from "./nav-link";

const places: readonly { href: string; also?: string; label: string; icon: IconName }[] = [
  { href: "/", also: "/releases", label: "Portfolio", icon: "portfolio" },
  { href: "/inbox", label: "Inbox", icon: "inbox" },
  { href: "/templates", label: "Templates", icon: "templates" },
  { href: "/components", label: "Components", icon: "components" },
];

function Waiting({ count }: { count: number }): ReactElement | null {
  if (count === 0) return null;
  return (
    <span className="tabular rounded-full bg-accent-fill px-1.5 text-2xs font-semibold text-white">
      {count > 99 ? "99+" : count}
      <span className="unseen"> waiting for you</span>
    </span>
  );
}

/** In the bar, from tablets up. */
export function BarNavigation({ waiting }: { waiting: number }): ReactElement {
  return (
    <nav aria-label="Main" className="hidden items-center gap-0.5 sm:flex">
      {places.map(({ href, also, label }) => (
        <NavLink
          key={href}
          href={href}
          {...(also !== undefined && { also })}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-md px-2.5 text-base text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-idle-soft aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {label}
          {href === "/inbox" && <Waiting count={waiting} />}
        </NavLink>
      ))}
    </nav>
  );
}

/** At the thumb, on phones. */
export function PhoneNavigation({ waiting }: { waiting: number }): ReactElement {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-4 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {places.map(({ href, also, label, icon }) => (
        <NavLink
          key={href}
          href={href}
          {...(also !== undefined && { also })}
          className="relative flex min-h-14 flex-col items-center justify-center gap-0.5 text-2xs text-ink-2 aria-[current=page]:font-semibold aria-[current=page]:text-accent"
        >
          <Icon name={icon} size={18} />
          {label}
          {href === "/inbox" && (
            <span className="absolute top-1 left-1/2 ml-1.5">
              <Waiting count={waiting} />
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
