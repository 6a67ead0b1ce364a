import { routes } from "@/lib/platform/web";
import { postAdvice } from "../../_endpoints/metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAdvice);
