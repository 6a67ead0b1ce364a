import type { IconName } from "@/components/ui/icon";
import { openSheet } from "@/components/ui/sheet-store";
import { keyHelpId } from "./command-ids";
import { places, settings } from "./places";
import { preferenceChoices } from "./preference-choices";
import type { PreferenceName, Preferences } from "./preferences";

interface Words {
  id: string;
  label: string;
  beside?: string;
  icon: IconName;
  keys?: string;
  /** Not shown before something is typed. */
  quiet?: boolean;
}

/** A line of the palette: somewhere to go, or something to do. */
export type Line = Words & ({ href: string } | { run: () => void });

/** What can be done on every page. */
export function generalLines({
  preferences,
  keep,
}: {
  preferences: Preferences;
  keep: (name: PreferenceName, value: string) => void;
}): { places: Line[]; acts: Line[] } {
  const tabs = ["Account", "People", "Teams", "Roles", "Machines", "Rights"].map((label): Line => {
    const href = `/settings/${label.toLowerCase()}`;
    return { id: href, label, beside: "Settings", icon: "settings", href, quiet: true };
  });
  const choices = preferenceChoices(preferences)
    .flatMap(({ title, choices }) => choices.map((choice) => ({ ...choice, title })))
    .filter(({ name, checked }) => name !== "theme" || !checked)
    .map(({ name, value, label, title, icon }): Line => {
      const word = name === "theme" ? label : value === "off" ? "Off" : value === "on" ? "On" : value;
      return {
        id: `${name} ${value}`,
        label: `${title}: ${word.toLowerCase()}`,
        icon,
        run: () => keep(name, value),
      };
    });
  return {
    places: [
      ...[...places, settings].map(({ href, label, icon, key }): Line => ({
        id: href,
        label,
        icon,
        href,
        keys: `g ${key}`,
      })),
      { id: "/releases/new", label: "New release", icon: "plus", href: "/releases/new" },
      ...tabs,
      {
        id: "/ledger/checkpoints",
        label: "Checkpoints",
        beside: "Ledger",
        icon: "ledger",
        href: "/ledger/checkpoints",
        quiet: true,
      },
      { id: "/design", label: "Design", icon: "view", href: "/design", quiet: true },
      { id: "/api-docs", label: "API", icon: "document", href: "/api-docs", quiet: true },
    ],
    acts: [
      ...choices,
      { id: "help", label: "Keyboard help", icon: "keyboard", keys: "?", run: () => openSheet(keyHelpId) },
      { id: "leave", label: "Sign out", icon: "leave", run: signOut },
    ],
  };
}

function signOut(): void {
  document.querySelector<HTMLFormElement>('form[action="/sign-out"]')?.requestSubmit();
}

/** What the page itself offers: its buttons that open a dialog, and the links that are acts. */
export function actsOfPage(): Line[] {
  const all = document.querySelectorAll<HTMLElement>(
    '#content button[aria-haspopup="dialog"]:not([aria-disabled="true"]), #content a[data-act]',
  );
  const seen = new Set<string>();
  return [...all].flatMap((element, index): Line[] => {
    const label = (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/…$/, "").trim();
    if (label === "" || seen.has(label) || !element.checkVisibility()) return [];
    seen.add(label);
    return [{ id: `page ${index}`, label, icon: "arrow", run: () => element.click() }];
  });
}
