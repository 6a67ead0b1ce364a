import { routes } from "@/lib/platform/web";
import { getReleases, postRelease } from "../_endpoints/releases";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleases, postRelease);
