import { routes } from "@/lib/platform/web";
import { getEscalationPolicy, putEscalation } from "../_endpoints/escalation";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getEscalationPolicy, putEscalation);
