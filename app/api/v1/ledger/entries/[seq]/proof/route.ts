import { routes } from "@/lib/platform/web";
import { getLedgerEntryProof } from "../../../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerEntryProof);
