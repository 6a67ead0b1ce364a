import { routes } from "@/lib/platform/web";
import { postExposureResume } from "../../../../_endpoints/exposure";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postExposureResume);
