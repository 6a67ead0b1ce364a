import { routes } from "@/lib/platform/web";
import { getHandOver } from "../../../_endpoints/hand-overs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getHandOver);
