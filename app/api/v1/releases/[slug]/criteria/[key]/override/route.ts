import { routes } from "@/lib/platform/web";
import { postOverride } from "../../../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postOverride);
