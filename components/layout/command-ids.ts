/** Names by which the palette and the help for the keyboard are opened from anywhere. */
export const paletteId = "palette";
export const keyHelpId = "keyboard-help";

const load = () => import("./palette");

/** Fetches the palette's script before it is asked for. */
export function preparePalette(): void {
  void load();
}
