import { routes } from "@/lib/platform/web";
import { getWebhooks, postWebhook } from "../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getWebhooks, postWebhook);
