import { z } from "zod";

/** The key of what was made or changed. */
export const KeyAnswer = z.strictObject({ key: z.string() });
/** The address of whose place changed. */
export const EmailAnswer = z.strictObject({ email: z.string() });
