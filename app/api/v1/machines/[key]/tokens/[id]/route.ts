import { routes } from "@/lib/platform/web";
import { deleteMachineToken } from "../../../../_endpoints/machines";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteMachineToken);
