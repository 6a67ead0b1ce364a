import "server-only";
import { kernel } from "@/lib/platform/app";
import { findDurationMs } from "@/lib/platform/durations";
import { textOf } from "./run";

/** The moment that lies so far ahead as a form says, such as `1h`; empty, which the command refuses, where it says no length. */
export function momentAfter(form: FormData, name: string): string {
  const ms = findDurationMs(textOf(form, name) ?? "");
  return ms === null ? "" : new Date(kernel().clock.now().getTime() + ms).toISOString();
}
