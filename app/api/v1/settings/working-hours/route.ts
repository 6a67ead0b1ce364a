import { routes } from "@/lib/platform/web";
import { getSettingsHours, putSettingsHours } from "../../_endpoints/working-hours";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getSettingsHours, putSettingsHours);
