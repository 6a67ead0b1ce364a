import { routes } from "@/lib/platform/web";
import { postFreezeEnd } from "../../../_endpoints/freezes";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postFreezeEnd);
