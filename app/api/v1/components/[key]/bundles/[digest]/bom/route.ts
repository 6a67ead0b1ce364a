import { routes } from "@/lib/platform/web";
import { getBundleBom } from "../../../../../_endpoints/bundles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getBundleBom);
