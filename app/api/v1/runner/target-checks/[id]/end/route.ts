import { routes } from "@/lib/platform/web";
import { postTargetCheckEnd } from "../../../../_endpoints/runner";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postTargetCheckEnd);
