import { routes } from "@/lib/platform/web";
import { getAccess, putAccess } from "../../../_endpoints/people";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getAccess, putAccess);
