import { routes } from "@/lib/platform/web";
import { postFreezeOverride } from "../../../../../_endpoints/freezes";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postFreezeOverride);
