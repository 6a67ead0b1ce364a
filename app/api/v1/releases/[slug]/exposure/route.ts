import { routes } from "@/lib/platform/web";
import { getReleaseExposure, postExposure } from "../../../_endpoints/exposure";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseExposure, postExposure);
