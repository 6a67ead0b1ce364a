import { routes } from "@/lib/platform/web";
import { postSamples } from "../../_endpoints/metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postSamples);
