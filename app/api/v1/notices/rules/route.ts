import { routes } from "@/lib/platform/web";
import { getNoticeRules, putNoticeRules } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getNoticeRules, putNoticeRules);
