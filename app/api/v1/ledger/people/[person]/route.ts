import { routes } from "@/lib/platform/web";
import { getLedgerPerson } from "../../../_endpoints/ledger-histories";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getLedgerPerson);
