import { routes } from "@/lib/platform/web";
import { getShareLinks, postShareLink } from "../_endpoints/sharing";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getShareLinks, postShareLink);
