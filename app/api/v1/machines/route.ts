import { routes } from "@/lib/platform/web";
import { getMachines, postMachine } from "../_endpoints/machines";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postMachine, getMachines);
