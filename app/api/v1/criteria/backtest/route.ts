import { routes } from "@/lib/platform/web";
import { postBacktest } from "../../_endpoints/metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postBacktest);
