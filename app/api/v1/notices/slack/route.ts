import { routes } from "@/lib/platform/web";
import { putNoticeHook } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(putNoticeHook);
