import { routes } from "@/lib/platform/web";
import { postDrop } from "../../../../../_endpoints/obligations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postDrop);
