import { routes } from "@/lib/platform/web";
import { postConclusion } from "../../../_endpoints/reviews";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postConclusion);
