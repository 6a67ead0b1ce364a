import { routes } from "@/lib/platform/web";
import { getMetrics, postMetric } from "../_endpoints/metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getMetrics, postMetric);
