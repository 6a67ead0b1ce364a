import { routes } from "@/lib/platform/web";
import { postExposurePause } from "../../../../_endpoints/exposure";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postExposurePause);
