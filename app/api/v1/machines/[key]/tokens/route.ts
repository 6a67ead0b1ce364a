import { routes } from "@/lib/platform/web";
import { getMachineTokens, postMachineToken } from "../../../_endpoints/machines";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postMachineToken, getMachineTokens);
