import { routes } from "@/lib/platform/web";
import { getEvents } from "../_endpoints/audit";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getEvents);
