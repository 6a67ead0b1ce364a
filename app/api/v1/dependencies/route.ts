import { routes } from "@/lib/platform/web";
import { getDependencies } from "../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getDependencies);
