import { routes } from "@/lib/platform/web";
import { getCheckAttestation } from "../../../../../_endpoints/attestations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getCheckAttestation);
