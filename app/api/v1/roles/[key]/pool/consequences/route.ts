import { routes } from "@/lib/platform/web";
import { postPoolConsequences } from "../../../../_endpoints/roles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postPoolConsequences);
