import { routes } from "@/lib/platform/web";
import { getTemplateOfVersion } from "../../../../_endpoints/templates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getTemplateOfVersion);
