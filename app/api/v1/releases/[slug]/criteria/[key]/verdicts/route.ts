import { routes } from "@/lib/platform/web";
import { getVerdicts } from "../../../../../_endpoints/release-documents";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getVerdicts);
