import { routes } from "@/lib/platform/web";
import { getObligations } from "../../../_endpoints/obligations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getObligations);
