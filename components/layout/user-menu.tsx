import type { ReactElement, ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { type Theme, themes } from "./theme";

const words: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

/** Who is signed in, the theme, and the way out; opens without script. */
export function UserMenu({
  name,
  detail,
  theme,
  setTheme,
  signOut,
}: {
  name: string;
  detail: string;
  theme: Theme;
  setTheme: (form: FormData) => Promise<void>;
  signOut: ReactNode;
}): ReactElement {
  return (
    <>
      <button
        type="button"
        popoverTarget="user-menu"
        aria-label={`Account of ${name}`}
        className="inline-flex size-8 items-center justify-center rounded-full hover:bg-hover pointer-coarse:size-10"
      >
        <Avatar name={name} size={28} />
      </button>
      <div id="user-menu" popover="auto" className="menu">
        <div className="border-b border-line px-3.5 py-2.5">
          <p className="truncate font-medium" title={name}>
            {name}
          </p>
          <p className="truncate text-xs text-ink-3" title={detail}>
            {detail}
          </p>
        </div>
        <form action={setTheme} className="border-b border-line px-3.5 py-2.5">
          <fieldset>
            <legend className="pb-1.5 text-xs text-ink-3">Appearance</legend>
            <div className="grid grid-cols-3 gap-px overflow-hidden rounded-md border border-line-strong bg-line-strong">
              {themes.map((each) => (
                <button
                  key={each}
                  name="theme"
                  value={each}
                  aria-pressed={each === theme}
                  className="min-h-7 bg-surface px-1 text-xs whitespace-nowrap text-ink-2 hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent pointer-coarse:min-h-9"
                >
                  {words[each]}
                </button>
              ))}
            </div>
          </fieldset>
        </form>
        <div className="p-1.5">{signOut}</div>
      </div>
    </>
  );
}
