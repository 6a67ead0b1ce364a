import { routes } from "@/lib/platform/web";
import { putGroups } from "../../../_endpoints/teams";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(putGroups);
