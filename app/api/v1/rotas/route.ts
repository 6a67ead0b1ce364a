import { routes } from "@/lib/platform/web";
import { getRotas, postRota } from "../_endpoints/rotas";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getRotas, postRota);
