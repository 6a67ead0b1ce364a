import { routes } from "@/lib/platform/web";
import { getErasure } from "../../../_endpoints/people";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getErasure);
