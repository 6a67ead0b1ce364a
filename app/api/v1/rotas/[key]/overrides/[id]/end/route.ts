import { routes } from "@/lib/platform/web";
import { postOverrideEnd } from "../../../../../_endpoints/rotas";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postOverrideEnd);
