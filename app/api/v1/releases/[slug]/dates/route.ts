import { routes } from "@/lib/platform/web";
import { getDates, putDates } from "../../../_endpoints/release-dates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getDates, putDates);
