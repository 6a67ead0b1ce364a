import { routes } from "@/lib/platform/web";
import { listReleaseChecks, postCheck } from "../../../_endpoints/gates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listReleaseChecks, postCheck);
