import { routes } from "@/lib/platform/web";
import { getHeldRoles } from "../../../_endpoints/people";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getHeldRoles);
