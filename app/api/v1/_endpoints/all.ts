import type { Endpoint } from "@/lib/platform/web";
import { auditEndpoints } from "./audit";
import { documentEndpoint } from "./document";
import { gateEndpoints } from "./gates";
import { machineEndpoints } from "./machines";
import { meEndpoints } from "./me";
import { peopleEndpoints } from "./people";
import { roleEndpoints } from "./roles";
import { stageEndpoints } from "./stages";
import { teamEndpoints } from "./teams";
import { tokenEndpoints } from "./tokens";

const areas: readonly Endpoint[] = [
  ...meEndpoints,
  ...peopleEndpoints,
  ...tokenEndpoints,
  ...machineEndpoints,
  ...teamEndpoints,
  ...roleEndpoints,
  ...gateEndpoints,
  ...stageEndpoints,
  ...auditEndpoints,
];

export const getOpenApi = documentEndpoint(areas);

/** Every route of the public API; the document, the tests and the callers' matrix are made from this list. */
export const allEndpoints: readonly Endpoint[] = [...areas, getOpenApi];
