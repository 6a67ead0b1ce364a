import { routes } from "@/lib/platform/web";
import { getNotices } from "../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getNotices);
