import { routes } from "@/lib/platform/web";
import { postTeamHook } from "../../../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postTeamHook);
