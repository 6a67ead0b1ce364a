import { routes } from "@/lib/platform/web";
import { postRunnerClaim } from "../../_endpoints/runner";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postRunnerClaim);
