/** Names by which the palette and the help for the keyboard are opened from anywhere. */
export const paletteId = "palette";
export const keyHelpId = "keyboard-help";
