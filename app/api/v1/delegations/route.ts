import { routes } from "@/lib/platform/web";
import { getDelegations, postDelegation } from "../_endpoints/delegations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getDelegations, postDelegation);
