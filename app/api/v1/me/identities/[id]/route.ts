import { routes } from "@/lib/platform/web";
import { deleteOwnIdentity } from "../../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteOwnIdentity);
