import { routes } from "@/lib/platform/web";
import { getLedgerEntryBytes } from "../../../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerEntryBytes);
