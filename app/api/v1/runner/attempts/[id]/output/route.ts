import { routes } from "@/lib/platform/web";
import { postAttemptOutput } from "../../../../_endpoints/runner";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAttemptOutput);
