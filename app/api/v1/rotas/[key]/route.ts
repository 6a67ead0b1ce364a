import { routes } from "@/lib/platform/web";
import { getOneRota, putRota } from "../../_endpoints/rotas";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOneRota, putRota);
