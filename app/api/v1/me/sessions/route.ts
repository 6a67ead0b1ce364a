import { routes } from "@/lib/platform/web";
import { deleteOwnSessions, getOwnSessions } from "../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteOwnSessions, getOwnSessions);
