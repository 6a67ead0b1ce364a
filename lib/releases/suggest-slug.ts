const maxLength = 64;

/** A slug made from a title: letters of other scripts lose their marks or fall away; empty where nothing is left. */
export function suggestSlug(title: string): string {
  const words = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .match(/[a-z0-9]+/g);
  if (words === null) return "";
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word : `${slug}-${word}`;
    if (longer.length > maxLength) break;
    slug = longer;
  }
  return slug === "" ? (words[0] ?? "").slice(0, maxLength) : slug;
}
