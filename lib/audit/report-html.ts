/** A piece of a page that is markup already. */
export interface Html {
  html: string;
}

type Part = string | number | Html | null | readonly Part[];

/** Markup with what is put into it escaped, unless that is markup itself. Nothing of an entry gets in otherwise. */
export function h(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    html: strings.map((text, n) => text + (n < parts.length ? htmlOf(parts[n] ?? null) : "")).join(""),
  };
}

function htmlOf(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  if ("html" in part) return part.html;
  return part.map(htmlOf).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  // What turns the direction of text round could make a line read as another one.
  return text
    .replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter)
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** A table whose cells name their column where there is no room for columns; nothing where there is no row. */
export function table(columns: readonly string[], rows: readonly (readonly Part[])[]): Html {
  if (rows.length === 0) return h`<p class="none">None.</p>`;
  return h`<table><thead><tr>${columns.map((name) => h`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) =>
      h`<tr>${cells.map((cell, n) => h`<td data-label="${columns[n] ?? ""}"><div>${cell}</div></td>`)}</tr>
`,
  )}</tbody></table>`;
}

export function facts(rows: readonly (readonly [string, Part])[]): Html {
  return h`<dl>${rows.map(([name, value]) => h`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function section(id: string, title: string, body: Part): Html {
  return h`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`;
}

/** A whole page: no script, nothing from elsewhere, which its own policy also forbids. */
export function page(title: string, body: Part): string {
  const { html } = h`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${{ html: style }}</style></head>
<body><main>
${body}</main></body></html>
`;
  return html;
}

const style = `
:root{color-scheme:light dark;--ink:#16181d;--ink2:#4a505c;--line:#d8dbe2;--page:#fff;--tint:#f5f6f8;--link:#1f4fbf;--good:#176a3a;--stop:#a3221b;--work:#7a4b00}
@media (prefers-color-scheme:dark){:root{--ink:#e9ebef;--ink2:#aab0bc;--line:#343944;--page:#14161a;--tint:#1b1e24;--link:#8fb4ff;--good:#6fce93;--stop:#ff9189;--work:#e3b25c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2.25rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:1.25rem 0 .4rem}
p{margin:.3rem 0;max-width:46rem}.lead,.none,.small{color:var(--ink2)}.small{font-size:.85rem}
code,.digest{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.6rem 1.5rem;margin:.6rem 0}dt{color:var(--ink2);font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:.9rem}th{text-align:left;font-weight:600;color:var(--ink2);font-size:.8rem}th,td{padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
a{color:var(--link)}.good{color:var(--good)}.stop{color:var(--stop)}.work{color:var(--work)}.strong{font-weight:600}
.time{white-space:nowrap;font-variant-numeric:tabular-nums}.entry{font-variant-numeric:tabular-nums;white-space:nowrap}
ul{margin:.3rem 0;padding-left:1.2rem}blockquote{margin:.2rem 0 0;padding:0;color:var(--ink2)}
@media (max-width:44rem){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--line)}td{display:grid;grid-template-columns:6.5rem 1fr;gap:.6rem;padding:.1rem 0;border:0}td::before{content:attr(data-label);color:var(--ink2);font-size:.8rem}.time{white-space:normal}a.entry{display:inline-block;min-height:1.5rem;line-height:1.5rem}}
@media print{body{font-size:10pt}main{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}@page{margin:16mm}}
`;
