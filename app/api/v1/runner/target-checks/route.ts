import { routes } from "@/lib/platform/web";
import { postTargetCheck } from "../../_endpoints/runner";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postTargetCheck);
