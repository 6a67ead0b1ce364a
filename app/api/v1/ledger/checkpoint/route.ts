import { routes } from "@/lib/platform/web";
import { getLedgerCheckpoint } from "../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerCheckpoint);
