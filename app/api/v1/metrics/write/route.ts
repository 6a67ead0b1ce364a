import { routes } from "@/lib/platform/web";
import { postRemoteWrite } from "../../_endpoints/metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postRemoteWrite);
