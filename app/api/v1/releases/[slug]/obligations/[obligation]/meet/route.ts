import { routes } from "@/lib/platform/web";
import { postMeet } from "../../../../../_endpoints/obligations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postMeet);
