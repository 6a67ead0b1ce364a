import { routes } from "@/lib/platform/web";
import { postPause } from "../../../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postPause);
