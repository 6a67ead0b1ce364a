import { routes } from "@/lib/platform/web";
import { getViews, postView } from "../_endpoints/views";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getViews, postView);
