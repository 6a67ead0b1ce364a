import { routes } from "@/lib/platform/web";
import { getWall } from "../_endpoints/sharing";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getWall);
