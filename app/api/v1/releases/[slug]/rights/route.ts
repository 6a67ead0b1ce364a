import { routes } from "@/lib/platform/web";
import { getReleaseRights } from "../../../_endpoints/roles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseRights);
