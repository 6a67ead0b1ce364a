import { routes } from "@/lib/platform/web";
import { postHandOverAcknowledged } from "../../../../_endpoints/hand-overs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postHandOverAcknowledged);
