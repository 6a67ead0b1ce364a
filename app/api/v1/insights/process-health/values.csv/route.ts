import { routes } from "@/lib/platform/web";
import { getProcessValuesCsv } from "../../../_endpoints/insights";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getProcessValuesCsv);
