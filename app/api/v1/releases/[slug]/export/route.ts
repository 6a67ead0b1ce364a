import { routes } from "@/lib/platform/web";
import { getReleaseExport } from "../../../_endpoints/exports";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseExport);
