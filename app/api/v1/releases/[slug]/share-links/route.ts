import { routes } from "@/lib/platform/web";
import { getReleaseShareLinks } from "../../../_endpoints/sharing";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseShareLinks);
