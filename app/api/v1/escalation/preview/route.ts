import { routes } from "@/lib/platform/web";
import { postEscalationPreview } from "../../_endpoints/escalation";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postEscalationPreview);
