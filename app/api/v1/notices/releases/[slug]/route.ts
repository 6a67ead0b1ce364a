import { routes } from "@/lib/platform/web";
import { getReleaseHearing } from "../../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseHearing);
