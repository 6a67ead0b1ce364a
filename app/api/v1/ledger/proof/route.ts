import { routes } from "@/lib/platform/web";
import { getLedgerProof } from "../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerProof);
