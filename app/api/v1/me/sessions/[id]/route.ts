import { routes } from "@/lib/platform/web";
import { deleteOwnSession } from "../../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteOwnSession);
