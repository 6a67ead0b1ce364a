import { GET as callback } from "@/app/api/auth/callback/sso/route";
import { POST as begin } from "@/app/(auth)/sign-in/provider/route";
import { site } from "@/lib/platform/site";

export interface SignInBrowser {
  cookies: Map<string, string>;
  /** Presses the provider's button; answers the address it is sent to, or where it is refused to. */
  begin: (form?: Record<string, string>, headers?: Record<string, string>) => Promise<string>;
  /** Comes back from the provider; answers where it is led. */
  come: (address: string) => Promise<string>;
  cookieHeader: () => string;
}

let browsers = 0;

/** A browser as far as signing in goes: keeps cookies, from an address of its own. */
export function signInBrowser(): SignInBrowser {
  const cookies = new Map<string, string>();
  browsers += 1;
  const address = `198.18.${browsers >> 8}.${browsers & 255}`;
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headersOf = (more: Record<string, string>) => ({
    host: new URL(site().url).host,
    "x-forwarded-for": address,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0",
    ...(cookies.size > 0 && { cookie: cookieHeader() }),
    ...more,
  });
  const keep = (response: Response) => {
    for (const header of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = header.split(";").map((part) => part.trim());
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (attributes.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    cookieHeader,
    begin: async (form = {}, headers = {}) => {
      const request = new Request(`${site().url}/sign-in/provider`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: headersOf({ origin: site().url, ...headers }),
      });
      const response = keep(await begin(request));
      const to = /<a href="([^"]+)"/.exec(await response.text())?.[1]?.replaceAll("&amp;", "&");
      return to ?? response.headers.get("location") ?? String(response.status);
    },
    come: async (to) => {
      const response = keep(await callback(new Request(to, { headers: headersOf({}) })));
      return response.headers.get("location") ?? String(response.status);
    },
  };
}
