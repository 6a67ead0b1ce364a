import type { Endpoint } from "@/lib/platform/web";
import { auditEndpoints } from "./audit";
import { gateEndpoints } from "./gates";
import { meEndpoints } from "./me";
import { stageEndpoints } from "./stages";

/** Every route of the public API; the document, the tests and the callers' matrix are made from this list. */
export const allEndpoints: readonly Endpoint[] = [...meEndpoints, ...gateEndpoints, ...stageEndpoints, ...auditEndpoints];
