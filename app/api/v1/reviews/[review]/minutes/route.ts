import { routes } from "@/lib/platform/web";
import { getMinutes, postMinutes } from "../../../_endpoints/reviews";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getMinutes, postMinutes);
