import { routes } from "@/lib/platform/web";
import { getComponents, postComponent } from "../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getComponents, postComponent);
