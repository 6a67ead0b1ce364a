import { routes } from "@/lib/platform/web";
import { getMe } from "../_endpoints/me";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getMe);
