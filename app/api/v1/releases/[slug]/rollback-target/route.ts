import { routes } from "@/lib/platform/web";
import { getRollbackTarget } from "../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getRollbackTarget);
