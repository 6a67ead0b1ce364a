import { routes } from "@/lib/platform/web";
import { getForeseen } from "../../../../_endpoints/drills";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getForeseen);
