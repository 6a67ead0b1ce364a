import { routes } from "@/lib/platform/web";
import { getFollowed } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getFollowed);
