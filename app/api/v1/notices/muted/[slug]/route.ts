import { routes } from "@/lib/platform/web";
import { deleteMuted, putMuted } from "../../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteMuted, putMuted);
