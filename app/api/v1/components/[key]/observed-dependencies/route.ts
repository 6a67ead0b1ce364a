import { routes } from "@/lib/platform/web";
import { postObserved } from "../../../_endpoints/observations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postObserved);
