import { routes } from "@/lib/platform/web";
import { getFreezes, postFreeze } from "../_endpoints/freezes";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getFreezes, postFreeze);
