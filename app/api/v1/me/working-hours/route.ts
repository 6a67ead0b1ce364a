import { routes } from "@/lib/platform/web";
import { deleteMyHours, getMyHours, putMyHours } from "../../_endpoints/working-hours";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getMyHours, putMyHours, deleteMyHours);
