import { routes } from "@/lib/platform/web";
import { getBundles, postBundle } from "../../../_endpoints/bundles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getBundles, postBundle);
