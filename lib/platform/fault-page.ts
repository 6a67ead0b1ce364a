import { type AppError, titleOf } from "./errors";

/** What that page may do: show its own style. */
export const faultPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
    background: light-dark(oklch(0.984 0.002 264), oklch(0.178 0.008 264)); color: light-dark(oklch(0.235 0.012 264), oklch(0.94 0.004 264)); }
  body { margin: 0; min-height: 100dvh; display: grid; place-content: center; }
  main { max-width: 28rem; padding: 1.5rem; }
  h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 0.5rem; }
  p { margin: 0 0 0.75rem; color: light-dark(oklch(0.43 0.012 264), oklch(0.765 0.008 264)); }
  a { display: inline-block; padding: 0.4rem 0.9rem; border-radius: 6px; text-decoration: none;
    background: light-dark(oklch(0.475 0.175 264), oklch(0.52 0.175 264)); color: #fff; }
  a:focus-visible { outline: 2px solid light-dark(oklch(0.55 0.2 264), oklch(0.72 0.15 264)); outline-offset: 2px; }
  small { display: block; margin-top: 1.25rem; color: light-dark(oklch(0.508 0.012 264), oklch(0.675 0.01 264)); }
`;

/** A page that stands by itself, without script, for when the framework cannot make one. What passes by itself it waits for. */
export function faultPage(error: AppError, requestId: string): string {
  const { retryAfterSeconds } = error.extras;
  const title = escaped(titleOf(error.code));
  const passes =
    retryAfterSeconds === undefined
      ? "Go back and send it again."
      : `This page asks again by itself, every ${inSeconds(retryAfterSeconds)}. If it stays, tell whoever runs this installation.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${retryAfterSeconds === undefined ? "" : `<meta http-equiv="refresh" content="${retryAfterSeconds}">`}
<title>${title} · Countersign</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escaped(error.message)}</p>
<p>${passes}</p>
${retryAfterSeconds === undefined ? "" : '<a href="">Try again</a>'}
<small>Reference ${escaped(requestId)}</small>
</main>
</body>
</html>
`;
}

function inSeconds(count: number): string {
  return count === 1 ? "second" : `${count} seconds`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
