import { routes } from "@/lib/platform/web";
import { getProcessHealthCsv } from "../../_endpoints/insights";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getProcessHealthCsv);
