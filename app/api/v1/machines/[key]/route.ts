import { routes } from "@/lib/platform/web";
import { getOneMachine } from "../../_endpoints/machines";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOneMachine);
