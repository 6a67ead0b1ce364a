import { routes } from "@/lib/platform/web";
import { deleteToken } from "../../../../_endpoints/tokens";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteToken);
