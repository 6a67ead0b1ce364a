import { routes } from "@/lib/platform/web";
import { getRightsTable, putRights } from "../_endpoints/roles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getRightsTable, putRights);
