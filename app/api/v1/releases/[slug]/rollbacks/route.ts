import { routes } from "@/lib/platform/web";
import { getReleaseRollbacks, postRollback } from "../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseRollbacks, postRollback);
