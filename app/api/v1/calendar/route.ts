import { routes } from "@/lib/platform/web";
import { getCalendar } from "../_endpoints/calendar";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getCalendar);
