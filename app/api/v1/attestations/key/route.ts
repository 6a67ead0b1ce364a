import { routes } from "@/lib/platform/web";
import { getAttestationKey } from "../../_endpoints/attestations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getAttestationKey);
