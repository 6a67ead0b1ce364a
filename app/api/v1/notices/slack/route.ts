import { routes } from "@/lib/platform/web";
import { postNoticeHook } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postNoticeHook);
