import { routes } from "@/lib/platform/web";
import { getRollbackPlan, putRollbackPlan } from "../../../_endpoints/release-documents";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getRollbackPlan, putRollbackPlan);
