import { routes } from "@/lib/platform/web";
import { listLedgerDeliveries } from "../../_endpoints/ledger-proofs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listLedgerDeliveries);
