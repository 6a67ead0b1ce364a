import { routes } from "@/lib/platform/web";
import { getBundleDifference } from "../../../../../../_endpoints/bundles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getBundleDifference);
