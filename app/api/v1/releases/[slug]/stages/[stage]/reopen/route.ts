import { routes } from "@/lib/platform/web";
import { postReopen } from "../../../../../_endpoints/stages";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postReopen);
