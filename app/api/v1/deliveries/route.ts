import { routes } from "@/lib/platform/web";
import { getDeliveries } from "../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getDeliveries);
