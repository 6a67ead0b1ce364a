import { routes } from "@/lib/platform/web";
import { getTeams, postTeam } from "../_endpoints/teams";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postTeam, getTeams);
