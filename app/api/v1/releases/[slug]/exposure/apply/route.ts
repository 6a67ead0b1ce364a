import { routes } from "@/lib/platform/web";
import { postExposureApply } from "../../../../_endpoints/exposure";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postExposureApply);
