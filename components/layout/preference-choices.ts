import type { IconName } from "@/components/ui/icon";
import type { PreferenceName, Preferences } from "./preferences";

export interface PreferenceChoice {
  name: PreferenceName;
  value: string;
  label: string;
  icon: IconName;
  checked: boolean;
}

/** The reader's choices in words, for the menu and the palette. */
export function preferenceChoices({
  theme,
  density,
  keys,
}: Preferences): { title: string; choices: PreferenceChoice[] }[] {
  return [
    {
      title: "Appearance",
      choices: [
        {
          name: "theme",
          value: "system",
          label: "As the system",
          icon: "system",
          checked: theme === "system",
        },
        { name: "theme", value: "light", label: "Light", icon: "sun", checked: theme === "light" },
        { name: "theme", value: "dark", label: "Dark", icon: "moon", checked: theme === "dark" },
      ],
    },
    {
      title: "Density",
      choices: [
        {
          name: "density",
          value: density === "compact" ? "comfortable" : "compact",
          label: "Compact",
          icon: "rows",
          checked: density === "compact",
        },
      ],
    },
    {
      title: "Keyboard",
      choices: [
        { name: "keys", value: keys ? "off" : "on", label: "Single keys", icon: "keyboard", checked: keys },
      ],
    },
  ];
}
