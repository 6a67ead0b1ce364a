import { routes } from "@/lib/platform/web";
import { getConsequences } from "../../../_endpoints/people";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getConsequences);
