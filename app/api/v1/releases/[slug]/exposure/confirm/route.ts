import { routes } from "@/lib/platform/web";
import { postExposureConfirm } from "../../../../_endpoints/exposure";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postExposureConfirm);
