import { routes } from "@/lib/platform/web";
import { getSetup, postSetup } from "../_endpoints/setup";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getSetup, postSetup);
