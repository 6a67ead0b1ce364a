import { routes } from "@/lib/platform/web";
import { getOverlaps } from "../../_endpoints/calendar";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOverlaps);
