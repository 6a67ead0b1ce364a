import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { isSecureSite, site } from "@/lib/platform/site";
import { cookieMaxAgeSeconds, sessionCookie } from "./session-cookie";
import { actorOfSession, endSession } from "./sessions";
import { signIn } from "./sign-in";

/** next-auth as it is used here: its token holds a session's id, and the session's row decides. */
export function authOptions(): NextAuthOptions {
  return {
    secret: site().secret,
    useSecureCookies: isSecureSite(),
    session: { strategy: "jwt", maxAge: cookieMaxAgeSeconds },
    cookies: { sessionToken: sessionCookie() },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    logger: {
      error: (code) => log.warn({ code }, "next-auth refused"),
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (given, request) => {
          const { email, password } = given ?? {};
          if (typeof email !== "string" || typeof password !== "string") return null;
          const headers = new Headers(stringsOf(request.headers));
          return { id: await signInOrTell({ email, password, headers }) };
        },
      }),
    ],
    callbacks: {
      // A sign-in brings the session's id as the user's; later calls hand the token back.
      jwt: async ({ token, user }) => {
        const id: unknown = user?.id ?? token["sid"];
        if (typeof id !== "string" || (await actorOfSession(kernel(), id)) === null)
          throw new Error("the session ended");
        return { sid: id };
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const id: unknown = token?.["sid"];
        if (typeof id === "string") await endSession(kernel(), id);
      },
    },
  };
}

async function signInOrTell({
  email,
  password,
  headers,
}: {
  email: string;
  password: string;
  headers: Headers;
}): Promise<string> {
  try {
    return await signIn(kernel(), { email, password, headers });
  } catch (error) {
    // The message becomes ?error= of the sign-in page: a code, never more.
    throw new Error(error instanceof AppError ? error.code : "internal", { cause: error });
  }
}

function stringsOf(headers: unknown): Record<string, string> {
  const entries = Object.entries(typeof headers === "object" && headers !== null ? headers : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
