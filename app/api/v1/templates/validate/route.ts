import { routes } from "@/lib/platform/web";
import { postTemplateCheck } from "../../_endpoints/templates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postTemplateCheck);
