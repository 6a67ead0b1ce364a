import { routes } from "@/lib/platform/web";
import { getRoles, postRole } from "../_endpoints/roles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postRole, getRoles);
