import { routes } from "@/lib/platform/web";
import { postNoticesRead } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postNoticesRead);
