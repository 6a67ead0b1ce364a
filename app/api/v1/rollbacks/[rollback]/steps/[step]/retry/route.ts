import { routes } from "@/lib/platform/web";
import { postStepRetry } from "../../../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postStepRetry);
