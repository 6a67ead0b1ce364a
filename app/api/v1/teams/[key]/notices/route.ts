import { routes } from "@/lib/platform/web";
import { getTeamNotices, putTeamNotices } from "../../../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getTeamNotices, putTeamNotices);
