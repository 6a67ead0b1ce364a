import { routes } from "@/lib/platform/web";
import { listWaitingOnOthers } from "../../_endpoints/decisions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listWaitingOnOthers);
