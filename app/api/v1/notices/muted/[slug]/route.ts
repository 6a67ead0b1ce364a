import { routes } from "@/lib/platform/web";
import { deleteMuted, postMuted } from "../../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteMuted, postMuted);
