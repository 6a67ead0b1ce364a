import type { Endpoint } from "@/lib/platform/web";
import { meEndpoints } from "./me";

/** Every route of the public API; the document, the tests and the callers' matrix are made from this list. */
export const allEndpoints: readonly Endpoint[] = [...meEndpoints];
