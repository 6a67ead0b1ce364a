import { routes } from "@/lib/platform/web";
import { getIdentities } from "../../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getIdentities);
