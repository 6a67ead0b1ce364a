import { routes } from "@/lib/platform/web";
import { getTemplates, postTemplate } from "../_endpoints/templates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getTemplates, postTemplate);
