import { routes } from "@/lib/platform/web";
import { getProcessWaitingCsv } from "../../../_endpoints/insights";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getProcessWaitingCsv);
