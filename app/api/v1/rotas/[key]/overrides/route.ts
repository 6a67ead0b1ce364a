import { routes } from "@/lib/platform/web";
import { postOverride } from "../../../_endpoints/rotas";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postOverride);
