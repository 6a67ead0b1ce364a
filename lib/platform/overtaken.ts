import { z } from "zod";
import { AppError } from "./errors";

/** Digest of what the caller has read of that which they change; absent: they do not say. */
export const Expected = z.string().max(200).optional();

/** Refuses to change what reads otherwise than the caller has read it. */
export function refuseOvertaken(expected: string | undefined, current: string | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new AppError("precondition-failed", "Somebody else changed it since you read it; read it again.");
}
