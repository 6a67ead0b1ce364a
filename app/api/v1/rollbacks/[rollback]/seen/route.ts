import { routes } from "@/lib/platform/web";
import { postSeen } from "../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postSeen);
