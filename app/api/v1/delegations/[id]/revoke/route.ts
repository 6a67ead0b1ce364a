import { routes } from "@/lib/platform/web";
import { postDelegationRevocation } from "../../../_endpoints/delegations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postDelegationRevocation);
