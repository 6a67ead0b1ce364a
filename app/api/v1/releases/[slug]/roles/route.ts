import { routes } from "@/lib/platform/web";
import { getReleaseRoles, putRoles } from "../../../_endpoints/releases";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseRoles, putRoles);
