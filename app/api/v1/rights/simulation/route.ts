import { routes } from "@/lib/platform/web";
import { getRightsSimulation } from "../../_endpoints/roles";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getRightsSimulation);
