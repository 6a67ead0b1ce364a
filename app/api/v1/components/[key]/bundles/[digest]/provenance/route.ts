import { routes } from "@/lib/platform/web";
import { getProvenance, postProvenance } from "../../../../../_endpoints/bundle-replays";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getProvenance, postProvenance);
