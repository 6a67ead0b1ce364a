import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { MoreMenu } from "./more-menu";
import { NavLink } from "./nav-link";
import { atTheThumb, places } from "./places";

function Waiting({ count }: { count: number }): ReactElement | null {
  if (count === 0) return null;
  return (
    <span className="tabular absolute top-1 left-1/2 ml-1.5 rounded-full bg-accent-fill px-1.5 text-2xs font-semibold text-white md:static md:ml-0 lg:ml-auto">
      {count > 99 ? "99+" : count}
      <span className="unseen"> waiting for you</span>
    </span>
  );
}

/**
 * The places, once in the document: at the thumb on a phone, in the bar on a tablet, a column beside the page from there up.
 */
export function Navigation({ waiting }: { waiting: number }): ReactElement {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:static md:flex md:items-center md:gap-0.5 md:border-t-0 md:bg-transparent md:pb-0 lg:flex-col lg:items-stretch"
    >
      {places.map(({ href, also, label, icon }, index) => (
        <NavLink
          key={href}
          href={href}
          also={also}
          className={cx("place place-thumb", index < atTheThumb ? "flex" : "hidden md:flex")}
        >
          <Icon name={icon} size={16} className="size-4.5 md:hidden lg:block lg:size-4" />
          {label}
          {href === "/inbox" && <Waiting count={waiting} />}
        </NavLink>
      ))}
      <div className="flex md:hidden">
        <MoreMenu />
      </div>
    </nav>
  );
}
