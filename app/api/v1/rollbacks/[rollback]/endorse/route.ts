import { routes } from "@/lib/platform/web";
import { postEndorse } from "../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postEndorse);
