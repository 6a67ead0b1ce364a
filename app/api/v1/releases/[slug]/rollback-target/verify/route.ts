import { routes } from "@/lib/platform/web";
import { postRollbackTarget } from "../../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postRollbackTarget);
