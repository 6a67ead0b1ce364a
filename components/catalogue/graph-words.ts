/** `1 release`, `3 releases`. */
export function countWords(releases: number): string {
  return `${releases} ${releases === 1 ? "release" : "releases"}`;
}
