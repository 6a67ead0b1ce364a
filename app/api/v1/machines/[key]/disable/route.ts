import { routes } from "@/lib/platform/web";
import { postMachineDisable } from "../../../_endpoints/machines";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postMachineDisable);
