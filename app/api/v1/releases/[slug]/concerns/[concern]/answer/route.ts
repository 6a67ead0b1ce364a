import { routes } from "@/lib/platform/web";
import { postAnswer } from "../../../../../_endpoints/concerns";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAnswer);
