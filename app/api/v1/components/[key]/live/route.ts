import { routes } from "@/lib/platform/web";
import { getLive, postLive } from "../../../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLive, postLive);
