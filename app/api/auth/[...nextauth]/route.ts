import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "@/lib/identity/auth-options";
import { problem } from "@/lib/platform/problem";
import { assertOwnHost, assertSameOrigin, site } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

async function handler(request: NextRequest, context: Context): Promise<Response> {
  try {
    assertOwnHost(request);
    if (request.method !== "GET") assertSameOrigin(request);
    // Without it next-auth trusts whatever host a proxy claims.
    process.env["NEXTAUTH_URL"] ??= site().url;
    const answered: unknown = await NextAuth(authOptions())(request, context);
    if (answered instanceof Response) return answered;
    throw new Error("next-auth gave no response");
  } catch (error) {
    return problem(error, requestIdOf(request));
  }
}

export { handler as GET, handler as POST };
