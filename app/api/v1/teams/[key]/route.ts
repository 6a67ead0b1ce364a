import { routes } from "@/lib/platform/web";
import { getOneTeam } from "../../_endpoints/teams";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOneTeam);
