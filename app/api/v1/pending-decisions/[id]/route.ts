import { routes } from "@/lib/platform/web";
import { pendingOne } from "../../_endpoints/pending-decisions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(...pendingOne);
