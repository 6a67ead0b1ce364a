import { routes } from "@/lib/platform/web";
import { getPlan, putPlan } from "../../../_endpoints/release-documents";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getPlan, putPlan);
