export type Block =
  | { kind: "heading" | "paragraph" | "quote" | "code"; text: string }
  | { kind: "list"; ordered: boolean; items: string[] };

export type Inline =
  | { kind: "text" | "strong" | "em" | "code"; text: string }
  | { kind: "link"; text: string; href: string };

const bullet = /^\s{0,3}[-*+]\s+(.*)$/;
const numbered = /^\s{0,3}\d{1,3}[.)]\s+(.*)$/;
const heading = /^#{1,6}\s+(.*)$/;
const fence = /^\s{0,3}```/;
const quote = /^>\s?(.*)$/;

/** Splits a text into blocks. Nothing is dropped: what is no block of its own is a paragraph. */
export function parseBlocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
    } else if (fence.test(line)) {
      const end = lines.findIndex((each, index) => index > at && fence.test(each));
      const stop = end === -1 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, stop).join("\n") });
      at = stop + 1;
    } else if (heading.test(line)) {
      blocks.push({ kind: "heading", text: heading.exec(line)?.[1] ?? "" });
      at += 1;
    } else if (bullet.test(line) || numbered.test(line)) {
      const list = takeList(lines, at);
      blocks.push(list.block);
      at = list.next;
    } else {
      const paragraph = takeParagraph(lines, at);
      blocks.push(paragraph.block);
      at = paragraph.next;
    }
  }
  return blocks;
}

function takeList(lines: readonly string[], from: number): { block: Block; next: number } {
  const ordered = !bullet.test(lines[from] ?? "");
  const pattern = ordered ? numbered : bullet;
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const item = pattern.exec(line)?.[1];
    if (item !== undefined) items.push(item);
    else if (line.trim() === "" || !/^\s{2,}\S/.test(line)) break;
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return { block: { kind: "list", ordered, items }, next: at };
}

function takeParagraph(lines: readonly string[], from: number): { block: Block; next: number } {
  const isQuote = quote.test(lines[from] ?? "");
  const taken: string[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || (at > from && startsBlock(line)) || quote.test(line) !== isQuote) break;
    taken.push(isQuote ? (quote.exec(line)?.[1] ?? "") : line.trim());
  }
  return { block: { kind: isQuote ? "quote" : "paragraph", text: taken.join(" ") }, next: at };
}

function startsBlock(line: string): boolean {
  return heading.test(line) || fence.test(line) || bullet.test(line) || numbered.test(line);
}

const token =
  /`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])[*_]([^*_\s](?:[^*_]*[^*_\s])?)[*_](?![\w*])|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Splits one run of text into its parts. A link whose address is neither of the web nor of this site stays text. */
export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [whole, code, strong, em, label, href] = match;
    const part = partOf({ code, strong, em, label, href });
    if (part === null) continue;
    if (match.index > at) parts.push({ kind: "text", text: text.slice(at, match.index) });
    parts.push(part);
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}

function partOf({
  code,
  strong,
  em,
  label,
  href,
}: Partial<Record<"code" | "strong" | "em" | "label" | "href", string | undefined>>): Inline | null {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (em !== undefined) return { kind: "em", text: em };
  if (label === undefined || href === undefined || !/^(https?:\/\/|\/(?!\/))/i.test(href)) return null;
  return { kind: "link", text: label, href };
}
