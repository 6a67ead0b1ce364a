import { routes } from "@/lib/platform/web";
import { getLedgerRole } from "../../../_endpoints/ledger-histories";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerRole);
