import { routes } from "@/lib/platform/web";
import { getGroups, putGroups } from "../../../_endpoints/teams";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getGroups, putGroups);
