import { routes } from "@/lib/platform/web";
import { getAttestations } from "../../../_endpoints/attestations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getAttestations);
