import { routes } from "@/lib/platform/web";
import { getCriteria, putCriteria } from "../../../_endpoints/release-documents";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getCriteria, putCriteria);
