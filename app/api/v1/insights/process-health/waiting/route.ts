import { routes } from "@/lib/platform/web";
import { getProcessWaiting } from "../../../_endpoints/insights";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getProcessWaiting);
