const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");
}

/**
 * A page that goes on to another site by itself. An answer to a form cannot redirect there, because the content policy
 * keeps forms on this site, through every hop that the other site may add.
 */
export function onwardPage({
  to,
  name,
  cookies,
}: {
  to: string;
  name: string;
  cookies: readonly string[];
}): Response {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Going on to ${escaped(name)}</title>
<meta http-equiv="refresh" content="0;url=${escaped(to)}"></head>
<body><main><h1>Going on to ${escaped(name)}</h1><p><a href="${escaped(to)}">Go on</a></p></main></body></html>`;
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(body, { status: 200, headers });
}
