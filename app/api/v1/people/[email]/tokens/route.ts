import { routes } from "@/lib/platform/web";
import { getTokens, postToken } from "../../../_endpoints/tokens";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postToken, getTokens);
