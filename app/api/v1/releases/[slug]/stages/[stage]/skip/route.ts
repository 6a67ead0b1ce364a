import { routes } from "@/lib/platform/web";
import { postSkip } from "../../../../../_endpoints/stages";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postSkip);
