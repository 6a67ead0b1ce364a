import { routes } from "@/lib/platform/web";
import { putTeamHook } from "../../../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(putTeamHook);
