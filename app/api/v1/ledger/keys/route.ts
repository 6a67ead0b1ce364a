import { routes } from "@/lib/platform/web";
import { getLedgerKeys } from "../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerKeys);
