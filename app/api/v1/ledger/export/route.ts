import { routes } from "@/lib/platform/web";
import { getLedgerExport } from "../../_endpoints/exports";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerExport);
