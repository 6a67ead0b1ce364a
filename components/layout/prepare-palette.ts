/** Fetches the palette's script before it is asked for. */
export function preparePalette(): void {
  void import("./palette");
}
