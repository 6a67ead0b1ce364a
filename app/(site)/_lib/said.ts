import "server-only";
import { cookies } from "next/headers";
import type { SaidMessage } from "@/components/ui/toasts";
import { newId } from "@/lib/platform/ids";

const name = "said";
const keptSeconds = 8;

/** Leaves a sentence for the page that follows an act; shown once, and gone by itself. */
export async function leaveSaid(message: string): Promise<void> {
  const value = Buffer.from(JSON.stringify({ id: newId(), message: message.slice(0, 300) })).toString(
    "base64url",
  );
  (await cookies()).set(name, value, { path: "/", maxAge: keptSeconds, sameSite: "lax", httpOnly: true });
}

export async function readSaid(): Promise<SaidMessage | null> {
  const value = (await cookies()).get(name)?.value;
  if (value === undefined) return null;
  try {
    const said: unknown = JSON.parse(Buffer.from(value, "base64url").toString("utf8"));
    const isSaid = typeof said === "object" && said !== null && "id" in said && "message" in said;
    return isSaid ? { id: String(said.id), message: String(said.message) } : null;
  } catch {
    return null;
  }
}
