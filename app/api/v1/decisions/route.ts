import { routes } from "@/lib/platform/web";
import { listDecisions } from "../_endpoints/decisions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listDecisions);
