import { routes } from "@/lib/platform/web";
import { getSpeedGaps } from "../../_endpoints/rotas";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getSpeedGaps);
