import { routes } from "@/lib/platform/web";
import { postAdvance } from "../../../../../_endpoints/stages";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAdvance);
