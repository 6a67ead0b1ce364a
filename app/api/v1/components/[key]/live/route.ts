import { routes } from "@/lib/platform/web";
import { postLive } from "../../../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postLive);
