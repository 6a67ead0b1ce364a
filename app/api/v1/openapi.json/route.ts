import { routes } from "@/lib/platform/web";
import { getOpenApi } from "../_endpoints/all";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOpenApi);
