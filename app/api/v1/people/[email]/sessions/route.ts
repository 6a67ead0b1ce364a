import { routes } from "@/lib/platform/web";
import { deleteSessions, getSessions } from "../../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteSessions, getSessions);
