import { routes } from "@/lib/platform/web";
import { getUnintended } from "../../_endpoints/observations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getUnintended);
