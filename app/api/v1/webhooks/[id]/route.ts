import { routes } from "@/lib/platform/web";
import { deleteWebhook, getOneWebhook } from "../../_endpoints/webhooks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteWebhook, getOneWebhook);
