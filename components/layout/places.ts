import type { IconName } from "@/components/ui/icon";

export interface Place {
  href: string;
  /** Addresses below this one belong to the place as well. */
  also?: string;
  label: string;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
}

/** Where one can go from anywhere, in the order of the navigation; a new place is one line here. */
export const places: readonly Place[] = [
  { href: "/", also: "/releases", label: "Portfolio", icon: "portfolio", key: "p" },
  { href: "/inbox", label: "Inbox", icon: "inbox", key: "i" },
  { href: "/calendar", label: "Calendar", icon: "calendar", key: "c" },
  { href: "/reviews", label: "Reviews", icon: "team", key: "v" },
  { href: "/status", label: "Status", icon: "system", key: "u" },
  { href: "/drills", label: "Drills", icon: "history", key: "d" },
  { href: "/post-mortems", label: "Post-mortems", icon: "document", key: "o" },
  { href: "/templates", label: "Templates", icon: "templates", key: "t" },
  { href: "/components", label: "Components", icon: "components", key: "m" },
  { href: "/rights", label: "Rights", icon: "rights", key: "r" },
  { href: "/insights", label: "Insights", icon: "insights", key: "n" },
  { href: "/ledger", label: "Ledger", icon: "ledger", key: "l" },
];

export const settings: Place = {
  href: "/settings",
  label: "Settings",
  icon: "settings",
  key: "s",
};

/** How many places stand at the thumb on a phone; the others are under “More”. */
export const atTheThumb = 4;
