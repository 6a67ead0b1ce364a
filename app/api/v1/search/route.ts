import { routes } from "@/lib/platform/web";
import { getSearch } from "../_endpoints/search";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getSearch);
