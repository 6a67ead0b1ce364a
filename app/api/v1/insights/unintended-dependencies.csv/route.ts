import { routes } from "@/lib/platform/web";
import { getUnintendedCsv } from "../../_endpoints/observations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getUnintendedCsv);
