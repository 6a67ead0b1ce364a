import type { ReactElement, ReactNode } from "react";
import { parseBlocks, parseInline, type Block, type Inline } from "./markdown-parse";
import { cx } from "./cx";

/** Markdown as people write it in plans and guidance: paragraphs, lists, quotes, code, emphasis, links. HTML stays text. */
export function Markdown({ text, className }: { text: string; className?: string }): ReactElement {
  return (
    <div className={cx("prose", className)}>
      {parseBlocks(text).map((block, index) => drawBlock(block, index))}
    </div>
  );
}

function drawBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case "heading":
      return <h4 key={key}>{drawInline(block.text)}</h4>;
    case "paragraph":
      return <p key={key}>{drawInline(block.text)}</p>;
    case "quote":
      return <blockquote key={key}>{drawInline(block.text)}</blockquote>;
    case "code":
      return (
        <pre key={key}>
          <code>{block.text}</code>
        </pre>
      );
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{drawInline(item)}</li>);
      return block.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
  }
}

function drawInline(text: string): ReactNode[] {
  return parseInline(text).map((part, index) => drawPart(part, index));
}

function drawPart(part: Inline, key: number): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "strong":
      return <strong key={key}>{part.text}</strong>;
    case "em":
      return <em key={key}>{part.text}</em>;
    case "code":
      return <code key={key}>{part.text}</code>;
    case "link":
      return (
        <a key={key} href={part.href} rel="noreferrer nofollow">
          {part.text}
        </a>
      );
  }
}
